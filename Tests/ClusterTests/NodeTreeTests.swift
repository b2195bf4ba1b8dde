import Handles
import Testing

@testable import Cluster

@Suite("What is read of the tree")
struct NodeTreeTests {
    private let paths = ClusterPaths(namespace: "/torii")

    private func node(_ incarnation: UInt32, children: [String] = [ClusterPaths.alive]) -> NodeTree.Node {
        .init(
            record: .readable(MembershipTranscript.record(incarnation)),
            children: children,
            alive: children.contains(ClusterPaths.alive) ? AliveRecord(activity: .active, highestListed: nil) : nil
        )
    }

    /// 1, 2 and 3, all read.
    private func tree() -> NodeTree {
        var tree = NodeTree(paths: self.paths)
        let plan = tree.plan()
        #expect(plan.names == nil && plan.due(of: [1, 2, 3]) == [1, 2, 3])
        let complaints = tree.take(
            .init(names: [1, 2, 3], nodes: [1: self.node(1), 2: self.node(2), 3: self.node(3)])
        )
        #expect(complaints == [])
        return tree
    }

    @Test("a change of one node has that one read again, and nothing else")
    func changedNode() {
        var tree = self.tree()
        let nothing = tree.plan()
        #expect(nothing.names == [1, 2, 3] && nothing.due(of: [1, 2, 3]) == [])
        tree.changed(at: self.paths.node(2))
        let plan = tree.plan()
        #expect(plan.names == [1, 2, 3] && plan.due(of: [1, 2, 3]) == [2] && plan.recorded.contains(2))
        _ = tree.take(
            .init(names: [1, 2, 3], nodes: [2: .init(record: nil, children: ["held-0000000003"], alive: nil)])
        )
        let listing = tree.listings[1]
        #expect(listing.record?.name == "node-2" && listing.alive == nil && listing.hasChild && listing.holders == [3])
    }

    @Test("a new node has the names read again, and it alone; one that is gone is dropped")
    func changedNames() {
        var tree = self.tree()
        tree.changed(at: self.paths.nodes)
        let plan = tree.plan()
        #expect(plan.names == nil && plan.due(of: [1, 3, 4]) == [4])
        _ = tree.take(.init(names: [1, 3, 4], nodes: [4: NodeTree.Node?.none]))
        #expect(tree.listings.map(\.incarnation) == [1, 3])
        let next = tree.plan()
        #expect(next.due(of: [1, 3, 4]) == [4], "one that went while it was read is no known one")
    }

    @Test("a look reads the names in any case, and after a lost reading all is read again")
    func lookAndLoss() {
        var tree = self.tree()
        let look = tree.plan(isLook: true)
        #expect(look.names == nil && look.due(of: [1, 2, 3, 4]) == [4])
        tree.forget()
        let all = tree.plan()
        #expect(all.names == nil && all.due(of: [1, 2, 3]) == [1, 2, 3])
    }

    @Test("a change that comes while a reading is on its way is for the next one")
    func changeMeanwhile() {
        var tree = self.tree()
        tree.changed(at: self.paths.node(1))
        _ = tree.plan()
        tree.changed(at: self.paths.node(1))
        _ = tree.take(.init(names: [1, 2, 3], nodes: [1: self.node(1, children: [])]))
        let plan = tree.plan()
        #expect(plan.due(of: [1, 2, 3]) == [1])
    }

    @Test("only `held-` and a number names a holder")
    func holders() {
        #expect(ClusterPaths.holder(of: "held-0000000012") == 12)
        for name in ["alive", "held-", "held-x", "0000000012"] { #expect(ClusterPaths.holder(of: name) == nil) }
    }
}
