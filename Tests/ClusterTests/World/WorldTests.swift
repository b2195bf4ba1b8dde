import FoundationEssentials
import Handles
import Testing

@testable import Cluster

@Suite("Membership under random faults")
struct WorldTests {
    /// More of them with `TORII_WORLDS=5000 scripts/test WorldTests`.
    static let first = UInt64(ProcessInfo.processInfo.environment["TORII_FIRST_WORLD"] ?? "") ?? 0
    static let count = UInt64(ProcessInfo.processInfo.environment["TORII_WORLDS"] ?? "") ?? 120

    @Test("no handle is answered 410 and later 200, and none is buried while it may be served")
    func lies() async {
        var lies: [UInt64: [World.Lie]] = [:]
        for seed in Self.first..<Self.first + Self.count {
            let world = World(seed: seed, nodes: 3)
            world.run(until: .seconds(120), faultsUntil: .seconds(120))
            if !world.lies.isEmpty { lies[seed] = world.lies }
            // Swift's pool has a thread a core: these two would hold up every other test for seconds.
            await Task.yield()
        }
        #expect(lies.isEmpty, "seeds and lies")
    }

    @Test("when the faults are over every running node serves, and every dead incarnation is gone for all")
    func recovery() async {
        var stuck: [UInt64] = []
        for seed in 0..<Self.count / 2 {
            let world = World(seed: 1_000_000 + seed, nodes: 3)
            world.run(until: .seconds(160), faultsUntil: .seconds(60))
            let living = Set(world.nodes.compactMap(\.own))
            let isWell = world.nodes.allSatisfy { node in
                node.mayServe && Set(node.machine.snapshot.members.keys) == living
            }
            let isUnheld = world.zooKeeper.nodes.values.allSatisfy { $0.children.keys.allSatisfy { $0 == "alive" } }
            if !isWell || !isUnheld { stuck.append(seed) }
            await Task.yield()
        }
        #expect(stuck.isEmpty, "seeds")
    }
}
