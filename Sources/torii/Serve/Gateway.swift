import Cluster
import DuckDBEngine
import Engines
import EventLoops
import Forwarding
import HTTPClient
import HTTPServer
import Handles
import Logging
import RestAPI
import Sessions
import Synchronization

/// A node: everything that `torii serve` puts together. Nothing else composes.
final class Gateway: Sendable {
    /// The tasks that run the sessions of each incarnation.
    private struct Life {
        var sessions: [Incarnation: Task<Void, Never>] = [:]
        var isStopping = false
    }

    let configuration: Configuration
    let log: Logger
    let group: EventLoopGroup
    let membership: Membership
    private let engines: EngineFactory
    private let executionPool: ExecutionPool
    private let resultPool: ExecutionPool
    private let forwarder: Forwarder
    private let server: HTTPServer
    private let instance: NodeAddress
    /// The node as its present incarnation; `nil` before it is registered.
    private let node: Shared<LocalNode?>
    /// Whether it takes new sessions.
    private let ready: Shared<Bool>
    private let life = Mutex(Life())

    /// Puts a node together.
    ///
    /// - Throws: ``ServeError`` where a port, a folder, the library or the secret is none that can be used.
    init(_ configuration: Configuration, log: Logger) throws {
        let threads = configuration[Keys.loopThreads]
        let group = try EventLoopGroup(count: threads == 0 ? nil : threads)
        let executionPool = ExecutionPool(configuration.executionPool)
        let instance = try NodeAddress(configuration)
        let cluster = try configuration.membership(at: instance, log: log)
        let node = Shared<LocalNode?>(nil)
        let ready = Shared(true)
        let forward = Shared<Forwarder?>(nil)
        let membership = Membership(
            cluster,
            peers: PeerCalls(
                probe: { member in await forward.value?.peerCalls().probe(member) ?? .unanswered },
                askForLease: { member in await forward.value?.peerCalls().askForLease(member) ?? .unanswered }
            )
        )
        let forwarder = Forwarder(
            configuration.forwarding,
            surroundings: Forwarder.Surroundings(
                hopKey: { membership.identity?.hopKey },
                snapshot: { membership.snapshot },
                standing: { try await membership.standing(of: $0) },
                answer: { failure, requestID in failure.answer(node: node.value?.incarnation, requestID: requestID) }
            ),
            client: HTTPClient(configuration.client),
            group: group
        )
        forward.value = forwarder
        let api = API(
            configuration.api,
            API.Surroundings(
                node: { node.value },
                snapshot: { membership.snapshot },
                standing: { try await membership.standing(of: $0) },
                mayServe: { membership.mayServe },
                isReady: { ready.value && membership.health.isRegistered },
                health: { membership.health }
            ),
            peers: ForwardedQuestions(forwarder, membership),
            log: log
        )
        self.configuration = configuration
        self.log = log
        self.group = group
        self.membership = membership
        self.executionPool = executionPool
        self.resultPool = ExecutionPool(configuration.resultPool)
        self.engines = try EngineFactory(configuration, pool: executionPool, log: log)
        self.forwarder = forwarder
        self.instance = instance
        self.node = node
        self.ready = ready
        self.server = HTTPServer(
            group: group,
            configuration: configuration.server,
            service: Edge(api, forwarder: forwarder, limits: configuration.limits),
            log: { log.warning("http", [.error: "\($0)"]) }
        )
    }

    /// Listens, joins the cluster and serves until ``stop()``.
    ///
    /// - Throws: What ends the node: the port is taken, the secret is another cluster's.
    func run() async throws {
        self.group.start()
        let address = try self.server.listen(on: self.instance.bind)
        self.log.info("listening", [.address: "\(address)"])
        self.membership.observe { snapshot in self.forwarder.snapshotChanged(snapshot) }
        let events = Task {
            for await event in self.membership.events { await self.happened(event) }
        }
        let reports = Task { await self.report() }
        let outcome: Result<Void, any Error>
        do {
            try await self.membership.run()
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        reports.cancel()
        await events.value
        await self.end(timeout: .zero)
        try outcome.get()
    }

    /// Leaves the cluster in order: takes no new sessions, answers what is under way, ends what is left, deregisters.
    func stop() async {
        let isFirst = self.life.withLock { life in
            defer { life.isStopping = true }
            return !life.isStopping
        }
        guard isFirst else {
            // Once more: now.
            self.membership.stop()
            return
        }
        self.log.info("stopping")
        self.ready.value = false
        var report = Membership.Report()
        report.activity = .draining
        report.sessions = self.node.value?.sessions.count ?? 0
        self.membership.report(report)
        if self.configuration[Keys.zooKeeper] != nil {
            // Balancers see /ready turn before connections are refused.
            try? await Task.sleep(for: self.configuration[Keys.drainNotice])
        }
        await self.server.shutDown(timeout: self.configuration[Keys.drainTimeout])
        self.node.value?.sessions.end()
        self.membership.stop()
    }

    // MARK: Incarnations

    private func happened(_ event: Membership.Event) async {
        switch event {
        case .registered(let incarnation):
            guard self.node.value?.incarnation != incarnation else {
                self.log.info("registered again", [.incarnation: "\(incarnation)"])
                return
            }
            guard let identity = self.membership.identity else { return }
            let sessions = self.makeSessions(incarnation, identity.handleKey)
            let task = Task { await sessions.run() }
            self.life.withLock { $0.sessions[incarnation] = task }
            self.node.value = LocalNode(incarnation: incarnation, key: identity.handleKey, sessions: sessions)
            self.log.info("registered", [.incarnation: "\(incarnation)"])
        case .buried(let incarnation):
            self.log.warning("buried by the others: all sessions end", [.incarnation: "\(incarnation)"])
            guard let node = self.node.value, node.incarnation == incarnation else { return }
            self.node.value = nil
            node.sessions.end()
        }
    }

    private func makeSessions(_ incarnation: Incarnation, _ key: HandleKey) -> SessionManager {
        SessionManager(
            self.configuration.sessions(at: self.instance),
            engines: self.engines.directory(),
            resultPool: self.resultPool,
            executionPool: self.executionPool,
            log: { self.log.warning("sessions", [.error: "\($0)"]) },
            makeHandle: { key.issue($0, by: incarnation) }
        )
    }

    /// Tells the others, now and then, how many sessions there are.
    private func report() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(10))
            guard self.ready.value, let node = self.node.value else { continue }
            var report = Membership.Report()
            report.sessions = node.sessions.count
            self.membership.report(report)
        }
    }

    private func end(timeout: Duration) async {
        self.node.value?.sessions.end()
        await self.server.shutDown(timeout: timeout)
        for task in self.life.withLock({ Array($0.sessions.values) }) { await task.value }
        self.executionPool.shutDown()
        self.resultPool.shutDown()
        await self.group.stop()
    }
}
