import HTTPCodec
import Testing

@testable import HTTPServer

@Suite("The state of a server's connection")
struct ConnectionStateTests {
    enum Event: String, CaseIterable {
        case headBegan, whole, last, withBody, refused, bodyBegan, bodyEnded, answerBegan, answerEnded, next
    }

    /// State (request, answer), event, state after it, and what is to be done then: where another request may follow, and where
    /// none may.
    private static let table = """
        idle none   headBegan     head none    readHead     readHead
        idle none   whole         done owed    wait         wait
        idle none   last          done owed    -            wait
        idle none   withBody      body owed    readBody     readBody
        idle none   refused       done owed    -            wait
        head none   headBegan     head none    readHead     readHead
        head none   whole         done owed    wait         wait
        head none   last          done owed    -            wait
        head none   withBody      body owed    readBody     readBody
        head none   refused       done owed    -            wait
        body owed   bodyBegan     body owed    readBody     readBody
        body owed   bodyEnded     done owed    wait         wait
        body owed   answerBegan   body begun   readBody     readBody
        body begun  bodyBegan     body begun   readBody     readBody
        body begun  bodyEnded     done begun   wait         wait
        body begun  answerBegan   body begun   readBody     readBody
        body begun  answerEnded   body done    discardBody  close
        body done   bodyBegan     body done    discardBody  close
        body done   bodyEnded     done done    next         close
        done owed   answerBegan   done begun   wait         wait
        done begun  answerBegan   done begun   wait         wait
        done begun  answerEnded   done done    next         close
        done done   next          idle none    readHead     readHead
        """

    private struct Row {
        var from: String
        var event: Event
        var to: String
        var kept: String
        var closing: String

        init?(_ line: Substring) {
            let words = line.split(separator: " ").map { String($0) }
            guard words.count == 7, let event = Event(rawValue: words[2]) else { return nil }
            self.from = "\(words[0]) \(words[1])"
            self.event = event
            self.to = "\(words[3]) \(words[4])"
            (self.kept, self.closing) = (words[5], words[6])
        }
    }

    private static var rows: [Row] { Self.table.split(separator: "\n").compactMap { Row($0) } }

    /// One way to each state.
    private static let ways: [String: [Event]] = [
        "idle none": [], "head none": [.headBegan],
        "body owed": [.withBody], "body begun": [.withBody, .answerBegan],
        "body done": [.withBody, .answerBegan, .answerEnded],
        "done owed": [.whole], "done begun": [.whole, .answerBegan],
        "done done": [.whole, .answerBegan, .answerEnded],
    ]

    @Test("follows the table, whether another request may follow or not")
    func table() throws {
        let rows = Self.rows
        #expect(rows.count == Self.table.split(separator: "\n").count)
        // Every state that is reached has a row, and a way.
        #expect(Set(rows.map(\.to)).union(["idle none"]) == Set(rows.map(\.from)))
        #expect(Set(rows.map(\.from)) == Set(Self.ways.keys))
        for row in rows {
            for isLast in [false, true] {
                var state = try #require(Self.ways[row.from]).reduce(into: ConnectionState()) { $0.take($1) }
                if isLast { state.mustClose() }
                #expect("\(state.request) \(state.response)" == row.from)
                state.take(row.event)
                #expect("\(state.request) \(state.response)" == row.to, "\(row)")
                #expect(state.keepsAlive == (!isLast && row.kept != "-"), "\(row)")
                #expect("\(state.step)" == (state.keepsAlive ? row.kept : row.closing), "\(row)")
                #expect(state.isBusy == ["owed", "begun"].contains("\(state.response)"))
            }
        }
    }

    @Test("lets a request follow as its version and its fields say")
    func versions() {
        let cases = [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true), ("GET / HTTP/1.0\r\n\r\n", false),
            ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n", false),
        ]
        for (head, isKept) in cases {
            var state = ConnectionState()
            state.read(head)
            #expect(state.version == (head.contains("/1.0") ? .http10 : .http11))
            state.take(.answerBegan)
            state.take(.answerEnded)
            #expect(state.keepsAlive == isKept && "\(state.step)" == (isKept ? "next" : "close"), "\(head)")
        }
    }

    @Test("remembers of a request that it is HEAD, and that it waits for 100, until its body or the next request")
    func flags() {
        let expecting = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"
        var state = ConnectionState()
        state.read("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", isHead: true)
        #expect(state.isHead && !state.awaitsContinue)
        for event in [Event.answerBegan, .answerEnded, .next] { state.take(event) }
        #expect(!state.isHead)
        state.read(expecting)
        #expect(state.awaitsContinue)
        state.take(.bodyBegan)
        #expect(!state.awaitsContinue)
        for event in [Event.bodyEnded, .answerBegan, .answerEnded, .next] { state.take(event) }
        state.read(expecting)
        for event in [Event.answerBegan, .answerEnded, .bodyEnded] { state.take(event) }
        #expect(state.awaitsContinue)
        state.take(.next)
        #expect(!state.awaitsContinue)
    }
}

extension ConnectionState {
    fileprivate mutating func take(_ event: ConnectionStateTests.Event) {
        switch event {
        case .headBegan: self.headBegan()
        case .whole: self.read("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        case .last: self.read("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        case .withBody: self.read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
        case .refused: self.headRefused(isHead: false)
        case .bodyBegan: self.bodyBegan()
        case .bodyEnded: self.bodyEnded()
        case .answerBegan: self.responseBegan()
        case .answerEnded: self.responseEnded()
        case .next: self.next()
        }
    }

    fileprivate mutating func read(_ head: String, isHead: Bool = false) {
        var parser = RequestParser()
        let bytes = Array(head.utf8)
        guard case .head = parser.parse(bytes.span, limits: HTTPLimits()) else {
            Issue.record("no head: \(head)")
            return
        }
        self.headEnded(parser, isHead: isHead)
    }
}
