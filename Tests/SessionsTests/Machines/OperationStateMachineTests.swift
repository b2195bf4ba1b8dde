import Engines
import Testing

@testable import Sessions

@Suite("The life of an operation")
struct OperationStateMachineTests {
    private static let sqlError = SessionError(.statementFailed, "no such table")
    private static let schema = ResultSchema(columns: [.init("a", .int)])

    private func at(_ milliseconds: Int64) -> Moment {
        Moment(wall: 1000 + milliseconds, uptime: milliseconds)
    }

    private func machine(protocolVersion: Int = 0) -> OperationStateMachine {
        OperationStateMachine(createdAt: self.at(0), protocolVersion: protocolVersion)
    }

    private func running(protocolVersion: Int = 0) -> OperationStateMachine {
        var machine = self.machine(protocolVersion: protocolVersion)
        _ = machine.submitted(at: self.at(10))
        machine.started(at: self.at(20))
        return machine
    }

    @Test("the legal transitions are the contract's and no others")
    func table() {
        let legal: [OperationState: Set<OperationState>] = [
            .initialized: [.pending, .running, .timedOut, .canceled, .closed],
            .pending: [.running, .compiled, .finished, .timedOut, .canceled, .closed, .error],
            .running: [.compiled, .finished, .timedOut, .canceled, .closed, .error],
            .compiled: [.finished, .timedOut, .canceled, .closed, .error],
            .finished: [.closed],
            .canceled: [.closed],
            .timedOut: [.closed],
            .error: [.closed],
            .closed: [],
        ]
        for from in OperationState.allCases {
            for to in OperationState.allCases {
                #expect(from.allows(to) == legal[from]?.contains(to), "\(from) -> \(to)")
            }
        }
    }

    @Test("states are spelt as on the wire")
    func names() {
        #expect(OperationState.timedOut.name == "TIMEOUT")
        #expect(OperationState.timedOut.eventName == "TIMEDOUT_STATE")
        #expect(OperationState.compiled.eventName == "RUNNING_STATE")
        #expect(OperationState.canceled.eventName == "CANCELED_STATE")
    }

    @Test("a statement that succeeds")
    func succeeds() throws {
        var machine = self.machine()
        #expect(machine.state == .initialized)
        #expect(machine.submitted(at: self.at(10)) == true)
        #expect(machine.state == .pending)
        #expect((machine.startTime, machine.completeTime) == (0, 0))
        machine.started(at: self.at(20))
        #expect(machine.state == .running)
        #expect(throws: SessionError.self) { try machine.describedResult() }
        machine.resultDescribed(Self.schema)
        #expect(try machine.describedResult() == Self.schema)
        #expect(throws: SessionError.notFinished(.running)) { try machine.rowsRequested(at: self.at(25)) }
        #expect(machine.completed(at: self.at(30)) == [.finishWaiters])
        #expect(machine.state == .finished)
        #expect((machine.createTime, machine.startTime, machine.completeTime) == (1000, 1020, 1030))
        #expect(machine.eventTime == 1030)
        try machine.rowsRequested(at: self.at(40))
        #expect(machine.eventTime == 1040)
        #expect(machine.closed(at: self.at(50)) == [.closeInEngine, .freeResult, .remove])
        #expect(machine.completeTime == 1030)
    }

    @Test("a statement that fails shows its own error instead of rows and schema")
    func fails() {
        var machine = self.running()
        #expect(machine.failed(Self.sqlError, at: self.at(30)) == [.freeResult, .finishWaiters])
        #expect(machine.state == .error)
        #expect(machine.completeTime == 1030)
        #expect(throws: Self.sqlError) { try machine.rowsRequested(at: self.at(40)) }
        #expect(throws: Self.sqlError) { try machine.describedResult() }
    }

    @Test("an engine that never reports the begin leaves the start time 0")
    func neverStarted() {
        var machine = self.machine()
        _ = machine.submitted(at: self.at(10))
        #expect(machine.completed(at: self.at(30)) == [.finishWaiters])
        #expect(machine.startTime == 0)
        machine.started(at: self.at(40))
        #expect(machine.state == .finished)
        #expect(machine.startTime == 0)
    }

    @Test("cancel against finish: the first wins")
    func cancelAgainstFinish() throws {
        var cancelled = self.running()
        cancelled.resultDescribed(Self.schema)
        #expect(cancelled.cancelRequested(at: self.at(30)) == [.cancelInEngine, .freeResult, .finishWaiters])
        #expect(cancelled.completed(at: self.at(31)) == [])
        #expect(cancelled.state == .canceled)
        #expect(cancelled.completeTime == 1030)
        // A schema that was known stays; rows there are none.
        #expect(try cancelled.describedResult() == Self.schema)
        #expect(throws: SessionError.notFinished(.canceled)) { try cancelled.rowsRequested(at: self.at(40)) }

        var finished = self.running()
        #expect(finished.completed(at: self.at(30)) == [.finishWaiters])
        #expect(finished.cancelRequested(at: self.at(31)) == [])
        #expect(finished.state == .finished)
    }

    @Test("an error after a cancel is ignored, and a second cancel changes nothing")
    func errorAfterCancel() {
        var machine = self.running()
        _ = machine.cancelRequested(at: self.at(30))
        #expect(machine.failed(Self.sqlError, at: self.at(31)) == [])
        #expect(machine.cancelRequested(at: self.at(32)) == [])
        #expect(machine.state == .canceled)
        #expect(machine.failure == nil)
        #expect(machine.eventTime == 1030)
    }

    @Test("a cancel after an error changes nothing")
    func cancelAfterError() {
        var machine = self.running()
        _ = machine.failed(Self.sqlError, at: self.at(30))
        #expect(machine.cancelRequested(at: self.at(31)) == [])
        #expect(machine.state == .error)
    }

    @Test("a time-out is a state of its own from V9 on, and a cancel before", arguments: 0...10)
    func timeout(protocolVersion: Int) {
        var machine = self.running(protocolVersion: protocolVersion)
        #expect(machine.timedOut(at: self.at(30)) == [.cancelInEngine, .freeResult, .finishWaiters])
        #expect(machine.state == (protocolVersion >= 8 ? .timedOut : .canceled))
        #expect(machine.hasTimedOut)
        // Cancel after time-out is no error and changes nothing.
        #expect(machine.cancelRequested(at: self.at(31)) == [])
        #expect(machine.failed(Self.sqlError, at: self.at(32)) == [])
        #expect(machine.state == (protocolVersion >= 8 ? .timedOut : .canceled))
        #expect(machine.eventTime == 1030)
    }

    @Test("timeout against cancel and finish: what came first stands")
    func timeoutAgainstOthers() {
        var cancelled = self.running(protocolVersion: 10)
        _ = cancelled.cancelRequested(at: self.at(30))
        #expect(cancelled.timedOut(at: self.at(31)) == [])
        #expect(cancelled.state == .canceled)
        #expect(!cancelled.hasTimedOut)

        var finished = self.running(protocolVersion: 10)
        _ = finished.completed(at: self.at(30))
        #expect(finished.timedOut(at: self.at(31)) == [])
        #expect(finished.state == .finished)
    }

    @Test("close against fetch: after the close there are no rows")
    func closeAgainstFetch() throws {
        var machine = self.running()
        _ = machine.completed(at: self.at(30))
        try machine.rowsRequested(at: self.at(31))
        #expect(machine.closed(at: self.at(32)) == [.closeInEngine, .freeResult, .remove])
        #expect(throws: SessionError.notFinished(.closed)) { try machine.rowsRequested(at: self.at(33)) }
        #expect(machine.closed(at: self.at(34)) == [])
    }

    @Test("close while the statement runs stops it; whatever the engine says then is ignored")
    func closeWhileRunning() {
        var machine = self.running()
        #expect(machine.closed(at: self.at(30)) == [.closeInEngine, .freeResult, .finishWaiters, .remove])
        #expect(machine.completed(at: self.at(31)) == [])
        #expect(machine.failed(Self.sqlError, at: self.at(32)) == [])
        #expect(machine.cancelRequested(at: self.at(33)) == [])
        #expect(machine.timedOut(at: self.at(34)) == [])
        machine.resultDescribed(Self.schema)
        #expect(machine.state == .closed)
        #expect(machine.schema == nil)
    }

    @Test("what is cancelled or closed before the engine has it is ended there when it comes")
    func beforeSubmission() {
        var cancelled = self.machine()
        #expect(cancelled.cancelRequested(at: self.at(5)) == [.freeResult, .finishWaiters])
        #expect(cancelled.submitted(at: self.at(10)) == false)
        #expect(cancelled.state == .canceled)

        var closed = self.machine()
        #expect(closed.closed(at: self.at(5)) == [.freeResult, .finishWaiters, .remove])
        #expect(closed.submitted(at: self.at(10)) == false)
        #expect(closed.state == .closed)
    }

    @Test("an operation expires only once its work is over, and after its last touch or end")
    func expiry() {
        var machine = self.running()
        let timeout = Duration.milliseconds(100)
        #expect(!machine.isExpired(at: self.at(10_000), idleTimeout: timeout))
        _ = machine.completed(at: self.at(10_000))
        #expect(!machine.isExpired(at: self.at(10_099), idleTimeout: timeout))
        #expect(machine.isExpired(at: self.at(10_100), idleTimeout: timeout))
        machine.touched(at: self.at(10_050))
        #expect(!machine.isExpired(at: self.at(10_149), idleTimeout: timeout))
        #expect(machine.isExpired(at: self.at(10_150), idleTimeout: timeout))
    }
}
