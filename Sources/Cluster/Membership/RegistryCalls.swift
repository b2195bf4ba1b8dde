import Handles
import ZooKeeper

/// Sends what the machine wants of ZooKeeper. Nothing waits here: each call runs in the background, and what came of it comes back
/// as an input.
struct RegistryCalls {
    typealias Action = MembershipStateMachine.Action

    /// Where the present session's calls go; `nil` before the first.
    private var registry: (any Registry)?
    /// Which session that is, counted from 1: answers to calls of earlier ones count no more.
    private(set) var session = 0
    /// What is read of the tree; each session reads all anew.
    private(set) var tree: NodeTree
    /// Whether a creation of `nodes/<n>` was sent whose answer has not come.
    private var isCreateUnanswered = false
    private let background: AsyncStream<Membership.Background>.Continuation

    init(paths: ClusterPaths, background: AsyncStream<Membership.Background>.Continuation) {
        self.tree = NodeTree(paths: paths)
        self.background = background
    }

    mutating func use(_ registry: any Registry) {
        self.registry = registry
        self.session += 1
        self.tree.forget()
    }

    // MARK: What is sent

    func prepare(secret: ClusterSecret, known: ClusterIdentity?) {
        self.send {
            .prepared(try await $0.prepare(secret: secret, known: known))
        } unanswered: {
            .prepared(nil)
        }
    }

    mutating func createNode(_ record: NodeRecord) {
        let mayBeThere = self.isCreateUnanswered
        self.isCreateUnanswered = true
        self.send {
            .nodeCreated(try await $0.createNode(record, mayBeThere: mayBeThere))
        } unanswered: {
            .nodeCreated(nil)
        }
    }

    func createAlive(_ own: Incarnation, _ record: AliveRecord, replacing: Bool) {
        self.send { registry in
            let outcome =
                replacing
                ? try await registry.replaceAlive(own, record) : try await registry.createAlive(own, record)
            return .aliveCreated(own, outcome, record)
        } unanswered: {
            .aliveCreated(own, nil, record)
        }
    }

    func writeAlive(_ own: Incarnation, _ record: AliveRecord) {
        self.send { registry in
            try await registry.writeAlive(own, record)
            return .aliveWritten(.done)
        } unanswered: {
            .aliveWritten(.unknown)
        }
    }

    mutating func list() {
        let plan = self.tree.plan()
        self.send {
            .listed(try await $0.read(plan))
        } unanswered: {
            .listed(nil)
        }
    }

    /// A write, so that no server that lags can answer the read that follows.
    mutating func look(_ own: Incarnation, _ record: AliveRecord) {
        let plan = self.tree.plan(isLook: true)
        self.send { registry in
            try await registry.writeAlive(own, record)
            return .listed(try await registry.read(plan))
        } unanswered: {
            .listed(nil)
        }
    }

    func readAlives(_ incarnations: [Incarnation]) {
        self.send {
            .alivesRead(try await $0.readAlives(incarnations))
        } unanswered: {
            .alivesRead(nil)
        }
    }

    func bury(_ incarnation: Incarnation) {
        self.send {
            .buried(incarnation, .init(try await $0.bury(incarnation)))
        } unanswered: {
            .buried(incarnation, .unknown)
        }
    }

    func hold(_ incarnation: Incarnation, by own: Incarnation) {
        self.send {
            .held(incarnation, .init(try await $0.hold(incarnation, by: own)))
        } unanswered: {
            .held(incarnation, .unknown)
        }
    }

    func release(_ incarnation: Incarnation, by own: Incarnation) {
        self.send { registry in
            try await registry.release(incarnation, by: own)
            return .released(incarnation, .done)
        } unanswered: {
            .released(incarnation, .unknown)
        }
    }

    /// - Parameter sentAt: Now, on the loop's clock.
    func readContact(_ own: Incarnation, sentAt: Duration) {
        self.send {
            .contactRead(own, isThere: try await $0.isThere(own), sentAt: sentAt)
        } unanswered: {
            .contactRead(own, isThere: nil, sentAt: sentAt)
        }
    }

    func leave(_ own: Incarnation) {
        self.send { registry in
            try await registry.leave(own)
            return .left
        } unanswered: {
            .left
        }
    }

    private func send(
        _ call: @escaping @Sendable (any Registry) async throws -> RegistryAnswer,
        unanswered: @escaping @Sendable () -> RegistryAnswer
    ) {
        let registry = self.registry
        self.background.yield(
            .call(session: self.session) {
                guard let registry else { return unanswered() }
                do {
                    return try await call(registry)
                } catch let error as ZooKeeperError where error.isPassing {
                    return unanswered()
                }
            }
        )
    }

    // MARK: What came back

    mutating func nodeCreated() {
        self.isCreateUnanswered = false
    }

    mutating func changed(at path: String) {
        self.tree.changed(at: path)
    }

    /// Watches may have been missed.
    mutating func contactRegained() {
        self.tree.forget()
    }

    mutating func alivesRead(_ records: [Incarnation: AliveRecord]) {
        self.tree.take(records)
    }

    /// - Returns: Who is there now, and what to log; `nil` where no answer came: all is read again.
    mutating func listed(
        _ reading: NodeTree.Reading?
    ) -> (listings: [MembershipStateMachine.Listing], complaints: [String])? {
        guard let reading else {
            self.tree.forget()
            return nil
        }
        let complaints = self.tree.take(reading)
        return (self.tree.listings, complaints)
    }
}

extension ZooKeeperError {
    /// Whether a later call, perhaps in another session, may succeed.
    fileprivate var isPassing: Bool {
        [.connectionLoss, .operationTimeout, .sessionExpired, .invalidState, .closing].contains(self.code)
    }
}
