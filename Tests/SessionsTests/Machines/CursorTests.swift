import Testing

@testable import Sessions

@Suite("The cursors of results and logs")
struct CursorTests {
    @Test("the contract's example: ten rows, three a page")
    func example() throws {
        var cursor = ResultCursor()
        #expect(try cursor.fetch(.next, maxRows: 3, of: 10) == 0..<3)
        #expect(try cursor.fetch(.next, maxRows: 3, of: 10) == 3..<6)
        #expect(try cursor.fetch(.prior, maxRows: 3, of: 10) == 0..<3)
        #expect(try cursor.fetch(.prior, maxRows: 3, of: 10) == 0..<3)
        #expect(try cursor.fetch(.next, maxRows: 3, of: 10) == 3..<6)
        #expect(try cursor.fetch(.first, maxRows: 3, of: 10) == 0..<3)
    }

    @Test("a live server's walk over ten rows, with pages of changing size, past the end and back")
    func recorded() throws {
        var cursor = ResultCursor()
        #expect(try cursor.fetch(.next, maxRows: 3, of: 10) == 0..<3)
        #expect(try cursor.fetch(.next, maxRows: 3, of: 10) == 3..<6)
        #expect(try cursor.fetch(.prior, maxRows: 2, of: 10) == 1..<3)
        #expect(try cursor.fetch(.next, maxRows: 2, of: 10) == 3..<5)
        #expect(try cursor.fetch(.first, maxRows: 2, of: 10) == 0..<2)
        #expect(try cursor.fetch(.prior, maxRows: 2, of: 10) == 0..<2)
        #expect(try cursor.fetch(.next, maxRows: 100, of: 10) == 2..<10)
        #expect(try cursor.fetch(.next, maxRows: 100, of: 10).isEmpty)
        #expect(try cursor.fetch(.prior, maxRows: 4, of: 10) == 6..<10)
        #expect(try cursor.fetch(.first, maxRows: 0, of: 10).isEmpty)
        #expect(try cursor.fetch(.next, maxRows: -1, of: 10).isEmpty)
        #expect(try cursor.fetch(.next, maxRows: 2, of: 10) == 0..<2)
        #expect(try cursor.fetch(.first, maxRows: .max, of: 10) == 0..<10)
    }

    @Test("prior with nonsensical sizes stays inside the result")
    func priorClamps() throws {
        for size in [Int.min, -20, -1, 0, 1, 20, .max] {
            var cursor = ResultCursor()
            _ = try cursor.fetch(.next, maxRows: 7, of: 10)
            _ = try cursor.fetch(.next, maxRows: 2, of: 10)
            let rows = try cursor.fetch(.prior, maxRows: size, of: 10)
            #expect(rows.lowerBound == (size < -3 ? 10 : min(max(7 - max(size, -3), 0), 10)))
            #expect(rows.count == max(0, min(size, 10)))
        }
    }

    @Test(
        "rows: three orientations exist but are unsupported, in the contract's words",
        arguments: [
            FetchOrientation.last, .relative, .absolute,
        ]
    )
    func unsupported(orientation: FetchOrientation) throws {
        var cursor = ResultCursor()
        _ = try cursor.fetch(.next, maxRows: 3, of: 10)
        let before = cursor
        do {
            _ = try cursor.fetch(orientation, maxRows: 3, of: 10)
            Issue.record("an unsupported orientation was taken")
        } catch let error as SessionError {
            #expect(error.code == .unsupportedOrientation)
            #expect(error.message == "The fetch type \(orientation.rawValue) is not supported for this ResultSet.")
        }
        #expect(cursor == before)
    }

    @Test("names of orientations are case-sensitive; a log knows two of them")
    func names() throws {
        #expect(try FetchOrientation.forRows("FETCH_PRIOR") == .prior)
        #expect(try FetchOrientation.forRows("FETCH_LAST") == .last)
        #expect(try FetchOrientation.forLog("FETCH_NEXT") == .next)
        #expect(try FetchOrientation.forLog("FETCH_FIRST") == .first)
        for text in ["fetch_next", "", "bogus"] {
            let refused = SessionError(.invalidArgument, "No value found for '\(text)'")
            #expect(throws: refused) { try FetchOrientation.forRows(text) }
        }
        for text in ["FETCH_PRIOR", "FETCH_LAST", "fetch_next", "", "bogus"] {
            let refused = SessionError(.invalidArgument, "\(text) in operation log is not supported")
            #expect(throws: refused) { try FetchOrientation.forLog(text) }
        }
    }

    @Test("a log is read on from where the last reader stopped, all of it where no size is given")
    func log() throws {
        var cursor = LogCursor()
        #expect(try cursor.fetch(.next, maxRows: 2, of: 5) == 0..<2)
        #expect(try cursor.fetch(.next, maxRows: 0, of: 5) == 2..<5)
        #expect(try cursor.fetch(.next, maxRows: 2, of: 5).isEmpty)
        #expect(try cursor.fetch(.next, maxRows: 2, of: 6) == 5..<6)
        #expect(try cursor.fetch(.first, maxRows: 2, of: 6) == 0..<2)
        #expect(try cursor.fetch(.next, maxRows: -1, of: 6) == 2..<6)
        #expect(throws: SessionError.self) { try cursor.fetch(.prior, maxRows: 2, of: 6) }
    }
}
