import FoundationEssentials
import Handles
import ProcessTestKit
import Synchronization
import ZooKeeper
import ZooKeeperTestKit

@testable import Cluster

/// A membership that runs against a real ZooKeeper, through a connection of its own that can be cut.
final class TestNode: Sendable {
    let membership: Membership
    let proxy: CuttableProxy
    let namespace: String
    private let task: Task<Void, any Error>
    private let seen = Mutex<[Membership.Event]>([])
    private let lines = Lines()
    private let eventTask = Mutex<Task<Void, Never>?>(nil)

    /// - Parameter probe: What the node hears from a lost incarnation's address.
    init(
        _ name: String,
        of server: ZooKeeperServer,
        namespace: String,
        port: Int,
        secret: String = "a secret long enough",
        sessionTimeout: Duration = .seconds(2),
        passesWatches: @escaping @Sendable () -> Bool = { true },
        probe: @escaping @Sendable (MembershipSnapshot.Member) async -> ProbeAnswer = { _ in .refused },
        ask: @escaping @Sendable (MembershipSnapshot.Member) async -> LeaseAnswer = { _ in .unanswered }
    ) throws {
        let proxy = try CuttableProxy(to: server.port)
        var configuration = Membership.Configuration(
            secret: try ClusterSecret(secret.utf8),
            name: name,
            host: "127.0.0.1",
            port: port,
            version: "test"
        )
        configuration.zooKeeper = proxy.connectString
        configuration.namespace = namespace
        configuration.sessionTimeout = sessionTimeout
        configuration.passesWatches = passesWatches
        let lines = self.lines
        configuration.log = { line in lines.all.withLock { $0.append(line) } }
        let membership = Membership(configuration, peers: PeerCalls(probe: probe, askForLease: ask))
        self.proxy = proxy
        self.namespace = namespace
        self.membership = membership
        self.task = Task { try await membership.run() }
        let events = Task { [weak self] in
            for await event in membership.events {
                self?.seen.withLock { $0.append(event) }
            }
        }
        self.eventTask.withLock { $0 = events }
    }

    deinit {
        self.task.cancel()
    }

    var snapshot: MembershipSnapshot {
        self.membership.snapshot
    }

    var events: [Membership.Event] {
        self.seen.withLock { $0 }
    }

    /// What it wrote to its log.
    var log: [String] {
        self.lines.all.withLock { $0 }
    }

    /// Waits until the node is registered.
    func own() async throws -> Incarnation {
        guard await eventually({ self.snapshot.own != nil }), let own = self.snapshot.own else {
            throw NeverRegistered()
        }
        return own
    }

    /// Ends in order and waits for the end.
    func stop() async throws {
        self.membership.stop()
        try await self.task.value
    }

    /// Waits for an end that comes by itself.
    func end() async throws {
        try await self.task.value
    }

    /// Ends like a killed process: nothing is deregistered, and ZooKeeper hears nothing any more.
    func kill() async {
        self.proxy.cut()
        self.task.cancel()
        _ = try? await self.task.value
    }

    struct NeverRegistered: Error {}

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }
}

/// A namespace that no other test uses.
func freshNamespace() -> String {
    "/test/\(UUID().uuidString)"
}

/// Waits until a node sees an incarnation in a standing.
func sees(
    _ node: TestNode,
    _ incarnation: Incarnation,
    within limit: Duration = .seconds(15),
    as matches: (MembershipSnapshot.Standing) -> Bool
) async -> Bool {
    await eventually(within: limit) { matches(node.snapshot.standing(of: incarnation)) }
}

extension MembershipSnapshot.Standing {
    var isRegistered: Bool {
        if case .registered = self { true } else { false }
    }

    var isLost: Bool {
        if case .lost = self { true } else { false }
    }
}
