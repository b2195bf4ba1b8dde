import ProcessTestKit
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

@Suite("Several operations as one")
struct MultiTests {
    @Test("All operations are carried out and answered in order")
    func success() async throws {
        let place = try await Workplace.make()
        let old = try await place.client.create(place.path("old"), data: [1])
        let outcomes = try await place.client.multi([
            .check(old, version: 0),
            .set(old, data: [2], version: 0),
            .create(place.path("n-"), data: nil, mode: .persistentSequential),
            .create(place.path("e"), data: [5], mode: .ephemeral),
            .delete(old),
        ])
        #expect(outcomes.count == 5)
        #expect(outcomes[0] == .checked)
        if case .set(let stat) = outcomes[1] {
            #expect(stat.version == 1)
        } else {
            Issue.record("not set: \(outcomes[1])")
        }
        // The parent counts every child it ever had.
        #expect(outcomes[2] == .created(place.path("n-0000000001")))
        #expect(outcomes[3] == .created(place.path("e")))
        #expect(outcomes[4] == .deleted)
        #expect(try await place.client.children(of: place.root) == ["e", "n-0000000001"])
        #expect(try await place.client.get(place.path("n-0000000001")).data == nil)
        #expect(try await place.client.get(place.path("e")).stat.ephemeralOwner == place.client.sessionID)
        await place.client.close()
        #expect(await eventually { place.client.session.boxes.alive == 0 })
    }

    @Test("Where one fails nothing is done, and the error says which", arguments: 0..<4)
    func failure(position: Int) async throws {
        let place = try await Workplace.make()
        let old = try await place.client.create(place.path("old"))
        var operations: [ZooKeeper.Operation] = [
            .create(place.path("a")), .set(old, data: [7]), .create(place.path("b")),
        ]
        operations.insert(.check(old, version: 5), at: position)
        await #expect(throws: ZooKeeperError(.badVersion, path: old, operationIndex: position)) {
            try await place.client.multi(operations)
        }
        #expect(try await place.client.children(of: place.root) == ["old"])
        #expect(try await place.client.get(old).data == [])
        await place.client.close()
    }

    @Test("Each kind of operation tells its own error")
    func kinds() async throws {
        let place = try await Workplace.make()
        let none = place.path("none")
        let first = ZooKeeper.Operation.check(try await place.client.create(place.path("child")))
        for (operation, code): (ZooKeeper.Operation, ZooKeeperError.Code) in [
            (.create(place.root), .nodeExists), (.create(none + "/a"), .noNode), (.set(none, data: []), .noNode),
            (.delete(none), .noNode), (.delete(place.root), .notEmpty), (.check(none), .noNode),
        ] {
            await #expect(throws: ZooKeeperError(code, path: operation.path, operationIndex: 1)) {
                try await place.client.multi([first, operation])
            }
        }
        await place.client.close()
    }

    @Test("A malformed path among others is refused with its position")
    func malformed() async throws {
        let place = try await Workplace.make()
        await #expect(throws: ZooKeeperError(.badArguments, path: "bad", operationIndex: 1)) {
            try await place.client.multi([.create(place.path("a")), .create("bad"), .create(place.path("b"))])
        }
        #expect(try await place.client.multi([]) == [])
        #expect(try await place.client.children(of: place.root) == [])
        await place.client.close()
    }

    @Test("A znode of an earlier session is replaced in one step")
    func replaceEphemeral() async throws {
        let place = try await Workplace.make()
        let earlier = try await connectShared()
        let path = try await earlier.create(place.path("alive"), data: [1], mode: .ephemeral)
        try await place.client.multi([.delete(path, version: 0), .create(path, data: [2], mode: .ephemeral)])
        let node = try await place.client.get(path)
        #expect(node.data == [2])
        #expect(node.stat.ephemeralOwner == place.client.sessionID)
        #expect(node.stat.ephemeralOwner != earlier.sessionID)
        await earlier.close()
        #expect(try await place.client.exists(path) != nil)
        await place.client.close()
    }
}
