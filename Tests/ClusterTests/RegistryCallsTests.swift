import Handles
import Synchronization
import Testing

@testable import Cluster

@Suite("Calls to the registry")
struct RegistryCallsTests {
    /// Notes what is called, in order, before it lets a node that stands alone answer.
    private final class Noting: Registry {
        let lone = LoneRegistry(guid: "guid")
        let calls = Mutex<[String]>([])

        private func note(_ call: String) {
            self.calls.withLock { $0.append(call) }
        }

        func prepare(secret: ClusterSecret, known: ClusterIdentity?) -> ClusterIdentity {
            self.lone.prepare(secret: secret, known: known)
        }

        func createNode(_ record: NodeRecord, mayBeThere: Bool) -> Incarnation {
            self.note(mayBeThere ? "find or create" : "create")
            return self.lone.createNode(record, mayBeThere: mayBeThere)
        }

        func createAlive(_ own: Incarnation, _ record: AliveRecord) -> AliveOutcome {
            self.lone.createAlive(own, record)
        }

        func replaceAlive(_ own: Incarnation, _ record: AliveRecord) -> AliveOutcome {
            self.lone.replaceAlive(own, record)
        }

        func writeAlive(_ own: Incarnation, _ record: AliveRecord) {
            self.note("write")
            self.lone.writeAlive(own, record)
        }

        func read(_ plan: NodeTree.Plan) -> NodeTree.Reading {
            self.note(plan.names == nil ? "read with names" : "read")
            return self.lone.read(plan)
        }

        func readAlives(_ incarnations: [Incarnation]) -> [Incarnation: AliveRecord] {
            self.lone.readAlives(incarnations)
        }

        func bury(_ incarnation: Incarnation) -> Bool { self.lone.bury(incarnation) }

        func hold(_ incarnation: Incarnation, by own: Incarnation) -> Bool { self.lone.hold(incarnation, by: own) }

        func release(_ incarnation: Incarnation, by own: Incarnation) { self.lone.release(incarnation, by: own) }

        func isThere(_ own: Incarnation) -> Bool { self.lone.isThere(own) }

        func leave(_ own: Incarnation) { self.lone.leave(own) }
    }

    /// Carries out what was sent, one after the other.
    private func carryOut(_ work: AsyncStream<Membership.Background>, count: Int) async throws {
        var iterator = work.makeAsyncIterator()
        for _ in 0..<count {
            guard case .call(_, let call) = await iterator.next() else {
                Issue.record("no call was sent")
                return
            }
            _ = try await call()
        }
    }

    @Test("a look writes, then reads with the names of all; a list reads what has changed")
    func look() async throws {
        let (work, background) = AsyncStream.makeStream(of: Membership.Background.self)
        let registry = Noting()
        var calls = RegistryCalls(paths: ClusterPaths(namespace: "/torii"), background: background)
        calls.use(registry)
        calls.list()
        calls.list()
        calls.look(4, AliveRecord(activity: .active, highestListed: 4))
        try await self.carryOut(work, count: 3)
        #expect(registry.calls.withLock { $0 } == ["read with names", "read", "write", "read with names"])
    }

    @Test("a creation whose answer has not come is looked for the next time, and a new start's is not")
    func creation() async throws {
        let (work, background) = AsyncStream.makeStream(of: Membership.Background.self)
        let registry = Noting()
        var calls = RegistryCalls(paths: ClusterPaths(namespace: "/torii"), background: background)
        calls.use(registry)
        let record = MembershipTranscript.record(4)
        calls.createNode(record)
        calls.createNode(record)
        calls.nodeCreated()
        calls.createNode(record)
        try await self.carryOut(work, count: 3)
        #expect(registry.calls.withLock { $0 } == ["create", "find or create", "create"])
    }
}
