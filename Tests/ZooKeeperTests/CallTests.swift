import ProcessTestKit
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

@Suite("Single calls")
struct CallTests {
    @Test("A created znode is read back with data and figures")
    func createAndGet() async throws {
        let place = try await Workplace.make()
        let path = try await place.client.create(place.path("a"), data: [1, 2, 0, 255])
        #expect(path == place.path("a"))
        let node = try await place.client.get(path)
        #expect(node.data == [1, 2, 0, 255])
        #expect(node.stat.version == 0)
        #expect(node.stat.dataLength == 4)
        #expect(node.stat.ephemeralOwner == 0)
        #expect(node.stat.createdBy == node.stat.modifiedBy)
        await place.client.close()
    }

    @Test("No data and empty data stay apart")
    func emptyData() async throws {
        let place = try await Workplace.make()
        let empty = try await place.client.create(place.path("empty"), data: [])
        let none = try await place.client.create(place.path("none"), data: nil)
        #expect(try await place.client.get(empty).data == [])
        #expect(try await place.client.get(none).data == nil)
        try await place.client.set(empty, data: nil)
        try await place.client.set(none, data: [])
        #expect(try await place.client.get(empty).data == nil)
        #expect(try await place.client.get(none).data == [])
        await place.client.close()
    }

    @Test("Large data comes back whole")
    func largeData() async throws {
        let place = try await Workplace.make()
        let data = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = try await place.client.create(place.path("large"), data: data)
        #expect(try await place.client.get(path).data == data)
        await place.client.close()
    }

    @Test("Set replaces data where the version is right")
    func set() async throws {
        let place = try await Workplace.make()
        let path = try await place.client.create(place.path("a"), data: [1])
        #expect(try await place.client.set(path, data: [2], version: 0).version == 1)
        #expect(await code { try await place.client.set(path, data: [3], version: 0) } == .badVersion)
        #expect(try await place.client.set(path, data: [4]).version == 2)
        #expect(try await place.client.get(path).data == [4])
        #expect(await code { try await place.client.set(place.path("none"), data: []) } == .noNode)
        await place.client.close()
    }

    @Test("Delete wants the right version and no children")
    func delete() async throws {
        let place = try await Workplace.make()
        let path = try await place.client.create(place.path("a"))
        let child = try await place.client.create("\(path)/b")
        #expect(await code { try await place.client.delete(path) } == .notEmpty)
        #expect(await code { try await place.client.delete(child, version: 5) } == .badVersion)
        try await place.client.delete(child, version: 0)
        try await place.client.delete(path)
        #expect(await code { try await place.client.delete(path) } == .noNode)
        await place.client.close()
    }

    @Test("A znode is created once, below a parent that is there and not ephemeral")
    func createErrors() async throws {
        let place = try await Workplace.make()
        let path = try await place.client.create(place.path("a"))
        #expect(await code { try await place.client.create(path) } == .nodeExists)
        #expect(await code { try await place.client.create(place.path("none/b")) } == .noNode)
        let ephemeral = try await place.client.create(place.path("e"), mode: .ephemeral)
        #expect(await code { try await place.client.create("\(ephemeral)/b") } == .noChildrenForEphemerals)
        await place.client.close()
    }

    @Test("Errors name the path")
    func errorPath() async throws {
        let place = try await Workplace.make()
        await #expect(throws: ZooKeeperError(.noNode, path: place.path("none"))) {
            try await place.client.get(place.path("none"))
        }
        await place.client.close()
    }

    @Test("Exists answers nil for a znode that is not there")
    func exists() async throws {
        let place = try await Workplace.make()
        #expect(try await place.client.exists(place.path("a")) == nil)
        let path = try await place.client.create(place.path("a"), data: [1, 2])
        #expect(try await place.client.exists(path)?.dataLength == 2)
        await place.client.close()
    }

    @Test("Children are listed by name, sorted")
    func children() async throws {
        let place = try await Workplace.make()
        #expect(try await place.client.children(of: place.root) == [])
        for name in ["c", "a", "b"] {
            _ = try await place.client.create(place.path(name))
        }
        #expect(try await place.client.children(of: place.root) == ["a", "b", "c"])
        #expect(await code { try await place.client.children(of: place.path("none")) } == .noNode)
        await place.client.close()
    }

    @Test("Sequential znodes get rising numbers that are never given twice")
    func sequential() async throws {
        let place = try await Workplace.make()
        let first = try await place.client.create(place.path("n-"), mode: .persistentSequential)
        #expect(first == place.path("n-0000000000"))
        try await place.client.delete(first)
        let second = try await place.client.create(place.path("n-"), mode: .ephemeralSequential)
        #expect(second == place.path("n-0000000001"))
        #expect(
            try await place.client.create(place.root + "/", mode: .persistentSequential) == place.path("0000000002")
        )
        #expect(try await place.client.exists(second)?.ephemeralOwner == place.client.sessionID)
        await place.client.close()
    }

    @Test("Sync is answered, and what others wrote is seen after it")
    func sync() async throws {
        let place = try await Workplace.make()
        let other = try await connectShared()
        try await other.set(place.root, data: [9])
        try await place.client.sync(place.root)
        #expect(try await place.client.get(place.root).data == [9])
        await other.close()
        await place.client.close()
    }

    @Test("Malformed paths are refused before they reach C", arguments: ["a", "/a\0b", "/a/", ""])
    func malformedPath(path: String) async throws {
        let client = try await connectShared()
        #expect(await code { try await client.create(path) } == .badArguments)
        #expect(await code { try await client.get(path) } == .badArguments)
        #expect(await code { try await client.exists(path) } == .badArguments)
        #expect(await code { try await client.children(of: path) } == .badArguments)
        #expect(await code { try await client.set(path, data: []) } == .badArguments)
        #expect(await code { try await client.delete(path) } == .badArguments)
        #expect(await code { try await client.multi([.check("/"), .check(path), .check("/")]) } == .badArguments)
        await client.close()
    }

    @Test("Many calls at once are all answered with their own answer")
    func concurrency() async throws {
        let place = try await Workplace.make()
        for number in 0..<20 {
            _ = try await place.client.create(place.path("\(number)"), data: [UInt8(number)])
        }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<400 {
                group.addTask {
                    try await place.client.get(place.path("\(number % 20)")).data == [UInt8(number % 20)]
                }
            }
            for try await isRight in group {
                #expect(isRight)
            }
        }
        await place.client.close()
        #expect(await eventually { place.client.session.boxes.alive == 0 })
    }
}
