import Testing

@testable import Sessions

@Suite("The life of a session")
struct SessionStateMachineTests {
    private static let reason = SessionError(.launchFailed, "no engine")

    private func at(_ milliseconds: Int64) -> Moment {
        Moment(wall: 1000 + milliseconds, uptime: milliseconds)
    }

    private func machine() -> SessionStateMachine {
        SessionStateMachine(createdAt: self.at(0), idleTimeout: .milliseconds(100))
    }

    @Test("a session that opens and is closed")
    func opens() {
        var machine = self.machine()
        #expect(machine.state == .opening)
        #expect((machine.openedTime, machine.endTime) == (-1, -1))
        #expect(machine.launched(at: self.at(5)) == [.finishWaiters])
        #expect(machine.openedTime == 1005)
        #expect(machine.closed(at: self.at(9)) == [.closeOperations, .closeEngine])
        #expect(machine.endTime == 1009)
        #expect(machine.closed(at: self.at(10)) == [])
        #expect(machine.endTime == 1009)
    }

    @Test("a session whose launch fails stays, with the reason, and can be closed")
    func launchFails() {
        var machine = self.machine()
        #expect(machine.launchFailed(Self.reason) == [.finishWaiters])
        #expect(machine.exception == Self.reason)
        // The engine comes after the launch's time was over.
        #expect(machine.launched(at: self.at(5)) == [.abandonEngine])
        #expect(machine.state == .launchFailed(Self.reason))
        #expect(machine.closed(at: self.at(6)) == [.closeOperations])
    }

    @Test("a session closed while its engine opens lets go of the engine that comes too late")
    func closedWhileOpening() {
        var machine = self.machine()
        #expect(machine.closed(at: self.at(3)) == [.closeOperations, .finishWaiters])
        #expect(machine.launched(at: self.at(5)) == [.abandonEngine])
        #expect(machine.launchFailed(Self.reason) == [])
        #expect(machine.state == .closed)
        #expect(machine.operationAdded(at: self.at(6)) == false)
        #expect(machine.totalOperations == 0)
    }

    @Test("idle time counts from opening, not during operations, and anew after each access")
    func idle() {
        var machine = self.machine()
        #expect(machine.idleTime(at: self.at(40)) == 40)
        machine.accessed(at: self.at(40))
        #expect(machine.idleTime(at: self.at(45)) == 5)
        #expect(machine.operationAdded(at: self.at(50)) == true)
        #expect(machine.operationAdded(at: self.at(51)) == true)
        #expect(machine.idleTime(at: self.at(500)) == 0)
        machine.operationRemoved(at: self.at(500))
        #expect(machine.idleTime(at: self.at(600)) == 0)
        machine.operationRemoved(at: self.at(600))
        #expect(machine.idleTime(at: self.at(610)) == 10)
        #expect(machine.totalOperations == 2)
    }

    @Test("duration is last access minus creation, not age")
    func duration() {
        var machine = self.machine()
        #expect(machine.duration == 0)
        machine.accessed(at: self.at(40))
        #expect(machine.duration == 40)
        // Losing an operation to the sweep is no access.
        _ = machine.operationAdded(at: self.at(50))
        machine.operationRemoved(at: self.at(500))
        #expect(machine.duration == 50)
    }

    @Test("expires when last access and idle time both lie back far enough")
    func expiry() {
        var machine = self.machine()
        #expect(!machine.isExpired(at: self.at(100)))
        #expect(machine.isExpired(at: self.at(101)))
        machine.accessed(at: self.at(90))
        #expect(!machine.isExpired(at: self.at(190)))
        #expect(machine.isExpired(at: self.at(191)))
        _ = machine.operationAdded(at: self.at(191))
        #expect(!machine.isExpired(at: self.at(10_000)))
        machine.operationRemoved(at: self.at(10_000))
        #expect(!machine.isExpired(at: self.at(10_100)))
        #expect(machine.isExpired(at: self.at(10_101)))
    }

    @Test("the last failed call shows, and a wall clock set back disturbs no idle time")
    func facts() {
        var machine = self.machine()
        machine.callFailed(Self.reason)
        #expect(machine.exception == Self.reason)
        machine.accessed(at: Moment(wall: -5_000_000, uptime: 50))
        #expect(machine.duration == 50)
        #expect(machine.idleTime(at: Moment(wall: 99_000_000, uptime: 60)) == 10)
    }
}
