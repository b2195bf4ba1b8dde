import Engines
import Testing

@testable import DuckDBEngine

@Suite("An operation's life")
struct OperationStateTests {
    typealias State = DuckDBOperation.State

    @Test("goes from run over batches to the end, where it releases once")
    func wholeResult() {
        var state = State()
        expect(state.stepBegan(), nil)
        #expect(state.isStepping)
        expect(state.stepEnded(holdsResult: true, hasRows: true), .keep)
        expect(state.rowsRequested(), .takeRows)
        expect(state.rowsRequested(), .step)
        expect(state.stepBegan(), nil)
        expect(state.stepEnded(holdsResult: false, hasRows: true), .release)
        state.released()
        expect(state.rowsRequested(), .takeRows)
        expect(state.rowsRequested(), .atEnd)
        expect(state.cancelRequested(), .nothing)
        expect(state.rowsRequested(), .atEnd)
        expect(state.closeRequested(), .nothing)
    }

    @Test("a cancel before the run releases at once, and the run is refused")
    func cancelBeforeRun() {
        var state = State()
        expect(state.cancelRequested(), .release)
        expect(state.stepBegan(), State.cancelled)
        expect(state.cancelRequested(), .nothing)
        state.released()
        expect(state.closeRequested(), .nothing)
    }

    @Test("a cancel of a step interrupts, and whatever the step brought is dropped")
    func cancelStep() {
        var state = State()
        expect(state.stepBegan(), nil)
        expect(state.cancelRequested(), .interrupt)
        #expect(state.stopReason == State.cancelled)
        expect(state.stepEnded(holdsResult: true, hasRows: true), .release)
        // Too late to interrupt: the connection is given back.
        expect(state.cancelRequested(), .nothing)
        expect(state.rowsRequested(), .refuse(State.cancelled))
    }

    @Test("a close of a step interrupts and leaves the release to the step")
    func closeStep() {
        var state = State()
        expect(state.stepBegan(), nil)
        expect(state.closeRequested(), .interrupt)
        expect(state.stepEnded(holdsResult: false, hasRows: false), .release)
        expect(state.closeRequested(), .nothing)
    }

    @Test("a cancel with rows left keeps them back, also when the engine is done")
    func cancelLeftRows() {
        var state = State()
        expect(state.stepBegan(), nil)
        expect(state.stepEnded(holdsResult: false, hasRows: true), .release)
        state.released()
        expect(state.cancelRequested(), .nothing)
        expect(state.rowsRequested(), .refuse(State.cancelled))
    }

    @Test("a second step at the same time, and a second run, are refused")
    func oneStep() {
        var state = State()
        expect(state.stepBegan(), nil)
        expect(state.stepBegan()?.code, .unsupported)
        expect(state.stepEnded(holdsResult: false, hasRows: false), .release)
        expect(state.stepBegan()?.code, .unsupported)
    }
}

@Suite("A session's connections")
struct SessionStateTests {
    @Test("one operation at a time has the session's own")
    func ownConnection() {
        var state = DuckDBSession.State<String>()
        let make: (Int, Bool) -> String = { "\($0) \($1 ? "own" : "further")" }
        expect(state.submitted(make), "1 own")
        expect(state.submitted(make), "2 further")
        state.operationEnded(2)
        expect(state.submitted(make), "3 further")
        state.operationEnded(1)
        expect(state.submitted(make), "4 own")
        expect(state.closeRequested(), ["3 further", "4 own"])
        expect(state.closeRequested(), nil)
        expect(state.submitted(make), nil)
    }
}

@Suite("An engine's sessions")
struct EngineStateTests {
    typealias State = DuckDBEngine.State<String>

    @Test("the database is closed after the last of them, also one that is just opening")
    func closesLast() {
        var state = State()
        let first = state.sessionOpening()
        let second = state.sessionOpening()
        #expect(first == 1)
        #expect(second == 2)
        expect(state.sessionOpened(1, "one"), true)
        guard case .closeSessions(["one"]) = state.closeRequested() else {
            Issue.record("the open session is to be closed")
            return
        }
        expect(state.sessionOpening(), nil)
        expect(state.sessionEnded(1), false)
        expect(state.sessionOpened(2, "two"), false)
        expect(state.sessionEnded(2), true)
        expect(state.sessionEnded(2), false)
        guard case .wait = state.closeRequested() else {
            Issue.record("the database is closed twice")
            return
        }
    }

    @Test("without any the database is closed at once")
    func noSession() {
        var state = State()
        _ = state.sessionOpening()
        expect(state.sessionEnded(1), false)
        guard case .closeDatabase = state.closeRequested() else {
            Issue.record("the database stays open")
            return
        }
    }
}

/// An expectation of what an event answers: the macro takes no mutating call.
private func expect<Value: Equatable>(
    _ value: Value,
    _ expected: Value,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(value == expected, sourceLocation: sourceLocation)
}
