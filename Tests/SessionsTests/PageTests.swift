import Engines
import Testing

@testable import Sessions

@Suite("Pages of rows")
struct PageTests {
    @Test("a page knows its rows before the first slice, and comes in slices of a bounded length")
    func slices() async throws {
        try await Harness().run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 10000"))
            let page = try await operation.page(maxRows: 9000)
            #expect(page.rowCount == 9000)
            #expect(page.schema == FakeOperation.schema)
            var iterator = page.makeAsyncIterator()
            var values: [Int64] = []
            while let slice = try await iterator.next() {
                #expect((1...RowPage.sliceRows).contains(slice.rowCount))
                if case .int64(let column) = slice.columns[0].storage { values += column }
            }
            #expect(values == Array(0..<9000))
            // Another caller's fetch moves the cursor, not the page.
            #expect(try await operation.rows() == Array(9000..<9100))
            #expect(try await page.values() == values)
        }
    }

    @Test("an error in the middle ends the page; the cursor has moved, and PRIOR reads the page again")
    func middle() async throws {
        let folder = try ResultFolder()
        defer { folder.remove() }
        let harness = Harness(configure: {
            $0.operationResults.memoryBytes = 0
            $0.resultDirectory = folder.path
        })
        try await harness.run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 6000"))
            let page = try await operation.page(maxRows: 5000)
            #expect(operation.event().fetchedRows == 5000)
            let broken = try folder.breakFile()
            await #expect(throws: SessionError.self) { _ = try await page.values() }
            #expect(operation.state.withLock { $0.rowCursor.position } == 5000)
            #expect(operation.state.withLock { $0.rowCursor.blockStart } == 0)
            broken.restore()
            #expect(try await operation.rows(.prior, 5000) == Array(0..<5000))
        }
    }

    @Test("a page whose first rows cannot be read moves nothing: the same fetch gives it later")
    func beginning() async throws {
        let folder = try ResultFolder()
        defer { folder.remove() }
        let harness = Harness(configure: {
            $0.operationResults.memoryBytes = 0
            $0.resultDirectory = folder.path
        })
        try await harness.run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 6"))
            #expect(try await operation.rows(.next, 2) == [0, 1])
            let broken = try folder.breakFile()
            #expect(await failure { _ = try await operation.page() }?.code == .unavailable)
            #expect(operation.state.withLock { $0.rowCursor.position } == 2)
            #expect(operation.event().fetchedRows == 2)
            broken.restore()
            #expect(try await operation.rows(.next, 2) == [2, 3])
        }
    }

    @Test("an operation closed in the middle of a page ends it")
    func closedInTheMiddle() async throws {
        try await Harness().run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 6000"))
            let page = try await operation.page(maxRows: 6000)
            try operation.close()
            await #expect(throws: SessionError.unknownOperation(operation.id)) { _ = try await page.values() }
        }
    }

    @Test("a peek moves nothing: neither cursor nor counts nor the event's time")
    func peek() async throws {
        try await Harness().run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 10"))
            let before = operation.event()
            harness.clock.advance(by: .seconds(1))
            #expect(try await operation.page(.next, maxRows: 3, isPeek: true).rows == 0..<3)
            #expect(operation.event() == before)
            #expect(try await operation.rows(.next, 3) == [0, 1, 2])
            #expect(try await operation.page(.first, maxRows: 3, isPeek: true).rows == 0..<3)
            #expect(try await operation.rows(.next, 3) == [3, 4, 5])
            let lines = try await operation.log(isPeek: true)
            #expect(try await operation.log() == lines)
        }
    }

    @Test("without any configuration a page has no bound: its rows are streamed (contract, section 13)")
    func defaultBound() async throws {
        try await Harness().run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 1"))
            #expect(try await operation.page(maxRows: Int(Int32.max)).rowCount == 1)
        }
    }
}
