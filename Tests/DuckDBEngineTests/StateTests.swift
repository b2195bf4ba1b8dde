import Engines
import Testing

@testable import DuckDBEngine

@Suite("An operation's life")
struct OperationStateTests {
    typealias State = DuckDBOperation.State

    @Test("goes from run over batches to the end, where it releases once")
    func wholeResult() {
        var state = State(hasTurn: true)
        expect(state.stepBegan(), nil)
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

    @Test("a cancel before the run leaves at once, and the run is refused")
    func cancelBeforeRun() {
        var state = State(hasTurn: true)
        expect(state.cancelRequested(), .leave)
        expect(state.stepBegan(), State.cancelled)
        expect(state.cancelRequested(), .nothing)
        state.released()
        expect(state.closeRequested(), .nothing)
    }

    @Test("a cancel of a step interrupts, and whatever the step brought is dropped")
    func cancelStep() {
        var state = State(hasTurn: true)
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
        var state = State(hasTurn: true)
        expect(state.stepBegan(), nil)
        expect(state.closeRequested(), .interrupt)
        expect(state.stepEnded(holdsResult: false, hasRows: false), .release)
        expect(state.closeRequested(), .nothing)
    }

    @Test("a cancel with rows left keeps them back, also when the engine is done")
    func cancelLeftRows() {
        var state = State(hasTurn: true)
        expect(state.stepBegan(), nil)
        expect(state.stepEnded(holdsResult: false, hasRows: true), .release)
        state.released()
        expect(state.cancelRequested(), .nothing)
        expect(state.rowsRequested(), .refuse(State.cancelled))
    }

    @Test("a second step at the same time, and a second run, are refused")
    func oneStep() {
        var state = State(hasTurn: true)
        expect(state.stepBegan(), nil)
        expect(state.stepBegan()?.code, .unsupported)
        expect(state.stepEnded(holdsResult: false, hasRows: false), .release)
        expect(state.stepBegan()?.code, .unsupported)
    }

    @Test("runs nothing before its turn, and once stopped takes none")
    func waits() {
        var state = State(hasTurn: false)
        expect(state.stepBegan()?.code, .unsupported)
        state.turnCame()
        expect(state.stepBegan(), nil)
        state = State(hasTurn: false)
        expect(state.cancelRequested(), .leave)
        state.turnCame()
        expect(state.stepBegan(), State.cancelled)
        expect(state.closeRequested(), .nothing)
    }

    @Test("a cancel between two batches releases, for DuckDB holds the result")
    func cancelBetween() {
        var state = State(hasTurn: true)
        expect(state.stepBegan(), nil)
        expect(state.stepEnded(holdsResult: true, hasRows: false), .keep)
        expect(state.cancelRequested(), .release)
        expect(state.cancelRequested(), .nothing)
    }
}

@Suite("The order of a session's operations")
struct SessionStateTests {
    typealias State = DuckDBSession.State<String>

    private let make: (Int, Bool) -> String = { "\($0) \($1 ? "runs" : "waits")" }

    /// What comes next, in words.
    private func next(_ state: inout State, after id: Int) -> String {
        switch state.operationEnded(id) {
        case .turn(let operation): "turn of \(operation)"
        case .rest: "rest"
        case .close: "close"
        case .nothing: "nothing"
        }
    }

    @Test("one has the connection; the next follows in the order they came, however those behind it end")
    func order() {
        var state = State()
        #expect(state.isIdle)
        expect(state.accepted(self.make), "1 runs")
        expect(state.accepted(self.make), "2 waits")
        expect(state.accepted(self.make), "3 waits")
        expect(state.accepted(self.make), "4 waits")
        expect(self.next(&state, after: 2), "nothing")
        expect(self.next(&state, after: 1), "turn of 3 waits")
        expect(self.next(&state, after: 1), "nothing")
        expect(self.next(&state, after: 3), "turn of 4 waits")
        expect(self.next(&state, after: 4), "rest")
        #expect(state.isIdle)
        expect(state.accepted(self.make), "5 runs")
    }

    @Test("takes a hundred unfinished and no more, until one has ended")
    func limit() throws {
        var state = State()
        for _ in 0..<100 {
            try state.checkAdmission()
            _ = state.accepted(self.make)
        }
        #expect(throws: EngineError.self) { try state.checkAdmission() }
        do { try state.checkAdmission() } catch { #expect(error.code == .tooManyUnfinished) }
        _ = state.operationEnded(50)
        try state.checkAdmission()
    }

    @Test("closed, it stops all, gives nobody a turn, and closes the connection after the last")
    func close() {
        var state = State()
        _ = state.accepted(self.make)
        _ = state.accepted(self.make)
        guard case .stop(["1 runs", "2 waits"]) = state.closeRequested() else {
            Issue.record("both are to be stopped")
            return
        }
        do { try state.checkAdmission() } catch { #expect(error.code == .sessionClosed) }
        #expect(throws: EngineError.self) { try state.checkAdmission() }
        guard case .wait = state.closeRequested() else {
            Issue.record("the session is closed twice")
            return
        }
        expect(self.next(&state, after: 1), "nothing")
        expect(self.next(&state, after: 2), "close")
    }

    @Test("closed without work, the connection closes at once")
    func closeIdle() {
        var state = State()
        guard case .closeConnection = state.closeRequested() else {
            Issue.record("the connection stays open")
            return
        }
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
