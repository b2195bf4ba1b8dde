import ProcessTestKit
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

@Suite("Watches")
struct WatchTests {
    @Test("Children, data, creation and deletion are told by path, each watch once")
    func events() async throws {
        let place = try await Workplace.make()
        let recorder = EventRecorder(place.client)
        let other = try await connectShared()
        let path = place.path("a")

        _ = try await place.client.children(of: place.root, watch: true)
        #expect(try await place.client.exists(path, watch: true) == nil)
        _ = try await other.create(path)
        #expect(await recorder.has(.childrenChanged(place.root)))
        #expect(await recorder.has(.nodeCreated(path)))

        _ = try await place.client.get(path, watch: true)
        try await other.set(path, data: [1])
        #expect(await recorder.has(.dataChanged(path)))

        _ = try await place.client.exists(path, watch: true)
        try await other.delete(path)
        #expect(await recorder.has(.nodeDeleted(path)))

        // The watch on the children was used up by the creation.
        try await place.client.sync()
        #expect(recorder.events.filter { $0 == .childrenChanged(place.root) }.count == 1)
        await other.close()
        await place.client.close()
        #expect(await recorder.has(.closed))
        #expect(recorder.events.first == .connected)
        #expect(recorder.events.last == .closed)
    }

    @Test("A failed read leaves no watch, a read without one neither")
    func noWatch() async throws {
        let place = try await Workplace.make()
        let recorder = EventRecorder(place.client)
        #expect(await code { try await place.client.get(place.path("a"), watch: true) } == .noNode)
        _ = try await place.client.children(of: place.root)
        let path = try await place.client.create(place.path("a"))
        _ = try await place.client.get(path)
        try await place.client.set(path, data: [1])
        try await place.client.sync()
        await place.client.close()
        #expect(await recorder.has(.closed))
        #expect(recorder.events == [.connected, .closed])
    }

    @Test("Watches survive a reconnect to the same session, and tell what changed meanwhile")
    func reconnect() async throws {
        let proxy = try CuttableProxy(to: try await ZooKeeperServer.shared.port)
        let place = try await Workplace.make { $0.connectString = proxy.connectString }
        let recorder = EventRecorder(place.client)
        let other = try await connectShared()
        let (early, late) = (place.path("early"), place.path("late"))
        _ = try await place.client.create(early)
        _ = try await place.client.create(late)
        _ = try await place.client.get(early, watch: true)
        _ = try await place.client.get(late, watch: true)
        _ = try await place.client.children(of: place.root, watch: true)
        let sessionID = place.client.sessionID

        proxy.cut()
        #expect(await recorder.has(.suspended))
        #expect(place.client.state == .suspended)
        try await other.set(early, data: [1])
        proxy.restore()
        #expect(await recorder.has(.connected, times: 2))
        #expect(await recorder.has(.dataChanged(early)))
        #expect(place.client.sessionID == sessionID)
        #expect(place.client.state == .connected)

        try await other.set(late, data: [1])
        _ = try await other.create(place.path("new"))
        #expect(await recorder.has(.dataChanged(late)))
        #expect(await recorder.has(.childrenChanged(place.root)))
        await other.close()
        await place.client.close()
        #expect(await eventually { place.client.session.boxes.alive == 0 })
    }
}
