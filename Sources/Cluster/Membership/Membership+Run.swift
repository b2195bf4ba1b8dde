import FoundationEssentials
import Handles
import ZooKeeper

extension Membership {
    /// Joins the cluster and stays in it until ``stop()`` or until the task is cancelled.
    ///
    /// Bind the node's port first: a refused connection is evidence of death to the others.
    ///
    /// - Throws: ``ClusterError`` where the node must not run: `wrongSecret`, `badRecord`; `ZooKeeperError` where ZooKeeper
    ///   refuses the credentials or the connect string makes no sense. A ZooKeeper that does not answer is waited for.
    public func run() async throws {
        defer { self.end() }
        let (background, work) = AsyncStream.makeStream(of: Background.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.runBackground(background) }
            group.addTask { try await self.tick() }
            var loop = MembershipLoop(membership: self, background: work)
            let outcome: Result<Void, any Error>
            do {
                try await loop.run()
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await loop.close()
            group.cancelAll()
            work.finish()
            while let _ = await group.nextResult() {}
            try outcome.get()
        }
    }

    /// What runs beside the loop, so that the loop never waits for a peer or for ZooKeeper.
    enum Background: Sendable {
        case connect(after: Duration)
        case pump(ZooKeeperClient)
        case close(ZooKeeperClient)
        case probe(MembershipSnapshot.Member)
        case askForLease(MembershipSnapshot.Member)
        /// Throws what ends the node.
        case call(session: Int, @Sendable () async throws -> RegistryAnswer)
    }

    private func runBackground(_ background: AsyncStream<Background>) async {
        await withDiscardingTaskGroup { group in
            for await work in background {
                group.addTask { await self.perform(work) }
            }
        }
    }

    private func perform(_ work: Background) async {
        switch work {
        case .connect(let delay):
            do {
                try await Task.sleep(for: delay)
                self.input.yield(.opened(try await ZooKeeperClient.connect(self.configuration.client)))
            } catch {
                self.input.yield(.connectFailed(error))
            }
        case .pump(let client):
            for await event in client.events {
                self.input.yield(.zooKeeper(event, client))
            }
        case .close(let client):
            await client.close()
        case .probe(let member):
            self.input.yield(.probed(member.incarnation, await self.peers.probe(member)))
        case .askForLease(let member):
            self.input.yield(.leaseAnswered(member.incarnation, await self.peers.askForLease(member)))
        case .call(let session, let call):
            let answer: Result<RegistryAnswer, any Error>
            do {
                answer = .success(try await call())
            } catch {
                answer = .failure(error)
            }
            self.input.yield(.answered(answer, session: session))
        }
    }

    private func tick() async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            let isFirst = self.state.withLock { state in
                defer { state.isTickPending = true }
                return !state.isTickPending
            }
            if isFirst { self.input.yield(.tick) }
        }
    }

    private func end() {
        self.lease.publish(servesUntil: nil)
        let (waiting, questions) = self.state.withLock { state in
            state.hasEnded = true
            state.isInContact = false
            state.isRegistered = false
            defer {
                state.waiting = []
                state.leaseQuestions = []
            }
            return (state.waiting, state.leaseQuestions)
        }
        for continuation in waiting {
            continuation.resume(throwing: ClusterError(.stopped, "the node has left the cluster"))
        }
        for question in questions {
            question.answer.resume(returning: .unanswered)
        }
        self.input.finish()
        self.eventSource.finish()
    }
}

extension Membership.Configuration {
    var client: ZooKeeperClient.Configuration {
        var client = ZooKeeperClient.Configuration(connectString: self.zooKeeper ?? "")
        client.sessionTimeout = self.sessionTimeout
        client.credentials = self.zooKeeperDigest
        client.log = self.log
        return client
    }

    /// What `nodes/<n>` says of this start.
    var record: NodeRecord {
        NodeRecord(
            name: self.name,
            guid: UUID().uuidString.lowercased(),
            host: self.host,
            port: self.port,
            version: self.version,
            startTime: Int64(Date().timeIntervalSince1970 * 1000)
        )
    }
}
