import ProcessTestKit
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

@Suite("A server that stops, crashes or freezes")
struct ServerFaultTests {
    @Test("Session, ephemerals and watches survive a restart and a crash of the server")
    func restart() async throws {
        let server = try await ZooKeeperServer.start()
        var configuration = ZooKeeperClient.Configuration(connectString: server.connectString)
        // Long enough for a restart, short enough not to wait long where a starting server swallows the handshake: the client
        // gives up on it after two thirds.
        configuration.sessionTimeout = .seconds(9)
        let client = try await ZooKeeperClient.connect(configuration)
        let recorder = EventRecorder(client)
        let sessionID = client.sessionID
        let path = try await client.create("/e", data: [1], mode: .ephemeral)
        _ = try await client.get(path, watch: true)

        await server.stop()
        #expect(!server.isServing)
        #expect(await recorder.has(.suspended))
        #expect(await code { try await client.get(path) } == .connectionLoss)
        try await server.restart()
        #expect(await recorder.has(.connected, times: 2))
        await server.crash()
        #expect(await recorder.has(.suspended, times: 2))
        try await server.restart()
        #expect(await recorder.has(.connected, times: 3))

        #expect(client.sessionID == sessionID)
        #expect(try await client.get(path).stat.ephemeralOwner == sessionID)
        try await client.set(path, data: [2])
        #expect(await recorder.has(.dataChanged(path)))
        await client.close()
        #expect(await eventually { client.session.boxes.alive == 0 })
    }

    @Test("A frozen server fails calls, and closing does not wait for it for long")
    func freeze() async throws {
        let server = try await ZooKeeperServer.start()
        var configuration = ZooKeeperClient.Configuration(connectString: server.connectString)
        // The call fails after 4 s; the session must still be there when the server goes on.
        configuration.sessionTimeout = .seconds(6)
        let client = try await ZooKeeperClient.connect(configuration)
        let pause = ContinuousClock.now
        server.pause()
        #expect(ContinuousClock.now - pause < .milliseconds(900))
        #expect(await code { try await client.get("/") } == .operationTimeout)
        server.resume()
        #expect(await eventually { await code { try await client.get("/") } == nil })
        server.pause()
        let start = ContinuousClock.now
        await client.close()
        #expect(ContinuousClock.now - start < .seconds(6))
        server.resume()
        await server.stop()
    }
}
