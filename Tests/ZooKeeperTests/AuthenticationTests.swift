import FoundationEssentials
import ProcessTestKit
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

@Suite("Credentials and chroot")
struct AuthenticationTests {
    @Test("What is created with credentials is closed to those without, and with others")
    func digest() async throws {
        let owner = try await connectShared { $0.credentials = "torii:secret" }
        let stranger = try await connectShared()
        let wrong = try await connectShared { $0.credentials = "torii:guess" }
        let path = try await owner.create("/test-\(UUID().uuidString)", data: [1])
        let second = path + "-multi"
        try await owner.multi([.create(second), .check(path)])
        for client in [stranger, wrong] {
            #expect(await code { try await client.get(path) } == .noAuth)
            #expect(await code { try await client.set(path, data: [2]) } == .noAuth)
            #expect(await code { try await client.children(of: path) } == .noAuth)
            #expect(await code { try await client.create(path + "/a") } == .noAuth)
            #expect(await code { try await client.get(second) } == .noAuth)
            await #expect(throws: ZooKeeperError(.noAuth, path: path, operationIndex: 0)) {
                try await client.multi([.set(path, data: [2])])
            }
            await client.close()
        }
        let same = try await connectShared { $0.credentials = "torii:secret" }
        #expect(try await same.get(path).data == [1])
        await same.close()
        await owner.close()
        #expect(await eventually { owner.session.boxes.alive == 0 })
    }

    @Test("Credentials hold on every new connection of the session")
    func reconnect() async throws {
        let proxy = try CuttableProxy(to: try await ZooKeeperServer.shared.port)
        let owner = try await connectShared {
            $0.credentials = "torii:secret"
            $0.connectString = proxy.connectString
        }
        let recorder = EventRecorder(owner)
        let path = try await owner.create("/test-\(UUID().uuidString)", data: [1])
        proxy.drop()
        #expect(await recorder.has(.connected, times: 2))
        #expect(try await owner.get(path).data == [1])
        await owner.close()
    }

    @Test("Credentials the server refuses fail the connect")
    func refused() async throws {
        await #expect(throws: ZooKeeperError(.authFailed)) {
            try await connectShared {
                $0.credentials = "torii:secret"
                $0.credentialsScheme = "no-such-scheme"
            }
        }
    }

    @Test("Below a chroot paths are seen without it, in answers and in events")
    func chroot() async throws {
        let place = try await Workplace.make()
        let server = try await ZooKeeperServer.shared
        let client = try await connectShared { $0.connectString = "\(server.connectString)\(place.path("chroot"))" }
        let recorder = EventRecorder(client)
        #expect(await code { try await client.create("/a") } == .noNode)
        #expect(try await client.create("/") == "/")
        #expect(try await client.exists("/a", watch: true) == nil)
        _ = try await client.children(of: "/", watch: true)
        #expect(try await client.create("/a", data: [1]) == "/a")
        #expect(await recorder.has(.nodeCreated("/a")))
        #expect(await recorder.has(.childrenChanged("/")))
        let outcomes = try await client.multi([.create("/n-", mode: .persistentSequential), .check("/a")])
        #expect(outcomes == [.created("/n-0000000001"), .checked])
        await #expect(throws: ZooKeeperError(.nodeExists, path: "/a", operationIndex: 1)) {
            try await client.multi([.create("/b"), .create("/a")])
        }
        #expect(try await place.client.get(place.path("chroot/a")).data == [1])
        await client.close()
        await place.client.close()
    }
}
