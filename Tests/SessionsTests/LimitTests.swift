import Engines
import Testing

@testable import Sessions

@Suite("Limits on sessions")
struct LimitTests {
    private func request(_ user: String, _ address: String, realUser: String? = nil) -> SessionOpenRequest {
        SessionOpenRequest(user: user, realUser: realUser, clientAddress: address)
    }

    private func limits(_ change: (inout SessionLimits) -> Void) -> SessionLimits {
        var limits = SessionLimits()
        change(&limits)
        return limits
    }

    private func tally(_ requests: SessionOpenRequest...) -> SessionTally {
        requests.reduce(into: SessionTally()) { $0.add($1) }
    }

    @Test("each limit binds what it counts and nothing else, in the contract's words")
    func kinds() async {
        let tally = self.tally(self.request("ann", "a"), self.request("bob", "a"), self.request("ann", "b"))
        let perUser = self.limits { $0.perUser = 2 }
        #expect(
            await failure { try perUser.check(self.request("ann", "c"), beside: tally) }
                == SessionError(.limitReached, "Connection limit per user reached (user: ann limit: 2)")
        )
        #expect(throws: Never.self) { try perUser.check(self.request("bob", "c"), beside: tally) }
        let perAddress = self.limits { $0.perAddress = 2 }
        #expect(
            await failure { try perAddress.check(self.request("eve", "a"), beside: tally) }
                == SessionError(.limitReached, "Connection limit per ipaddress reached (ipaddress: a limit: 2)")
        )
        #expect(throws: Never.self) { try perAddress.check(self.request("ann", "b"), beside: tally) }
        let perBoth = self.limits { $0.perUserAddress = 1 }
        #expect(
            await failure { try perBoth.check(self.request("ann", "b"), beside: tally) }
                == SessionError(
                    .limitReached,
                    "Connection limit per user:ipaddress reached (user:ipaddress: ann:b limit: 1)"
                )
        )
        #expect(throws: Never.self) { try perBoth.check(self.request("bob", "b"), beside: tally) }
        let perNode = self.limits { $0.perNode = 3 }
        #expect(await failure { try perNode.check(self.request("x", "y"), beside: tally) }?.code == .limitReached)
    }

    @Test("unlimited users pass all but the node's limit; those on a deny list never, under another name neither")
    func lists() async {
        let limits = self.limits {
            $0.perUser = 0
            $0.perAddress = 0
            $0.perNode = 1
            $0.unlimitedUsers = ["ann"]
            $0.deniedUsers = ["eve"]
            $0.deniedAddresses = ["z"]
        }
        let none = SessionTally()
        #expect(throws: Never.self) { try limits.check(self.request("ann", "a"), beside: none) }
        let one = self.tally(self.request("ann", "a"))
        #expect(await failure { try limits.check(self.request("ann", "a"), beside: one) }?.code == .limitReached)
        for denied in [self.request("eve", "a"), self.request("ann", "z"), self.request("ann", "a", realUser: "eve")] {
            let error = await failure { try limits.check(denied, beside: none) }
            #expect(error?.code == .denied)
            #expect(error?.message.hasPrefix("Connection denied because") == true)
        }
    }

    @Test("a permit comes back however the session ends, and a refused open takes none")
    func permits() async throws {
        let harness = Harness(configure: { $0.limits.perUser = 1 })
        try await harness.run { harness in
            // Refused before it is counted.
            _ = await failure { _ = try harness.open(protocolVersion: 99) }
            _ = await failure { _ = try harness.open(configs: ["set:env:X": "1"]) }
            let closed = try harness.open()
            let second = await failure { _ = try harness.open() }
            #expect(second?.code == .limitReached)
            _ = try harness.open(user: "bob")
            try closed.close()
            #expect(throws: SessionError.self) { try closed.close() }
            let reaped = try harness.open(configs: ["kyuubi.session.idle.timeout": "PT1S"])
            harness.clock.advance(by: .milliseconds(1001))
            harness.manager.sweep()
            #expect(throws: SessionError.self) { try harness.manager.session(reaped.id) }
            _ = try harness.open()
            harness.manager.closeAll()
            #expect(harness.manager.services.index.tally == SessionTally())
            // Reloaded.
            harness.manager.limit(self.limits { $0.deniedUsers = ["ann"] })
            #expect(await failure { _ = try harness.open() }?.code == .denied)
        }
    }

    @Test("whatever races, no permit is given twice and none is lost")
    func races() async throws {
        let harness = Harness(configure: { $0.limits.perUser = 5 })
        try await harness.run { harness in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        guard let session = try? harness.open() else { return }
                        #expect(harness.manager.services.index.tally.total <= 5)
                        await withTaskGroup(of: Void.self) { closers in
                            closers.addTask { session.closeIfOpen() }
                            closers.addTask { try? harness.manager.close(session.id) }
                            if number % 10 == 0 { closers.addTask { harness.manager.closeAll() } }
                        }
                    }
                }
            }
            #expect(harness.manager.services.index.tally == SessionTally())
        }
    }
}
