import HTTPCodec
import Testing

@testable import HTTPClient

@Suite("The state of a connection to a server")
struct UpstreamStateTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"

    enum Event {
        case begin, connected, requestEnded, broke, bytes, forgotten, closed
        case head(String, is: UpstreamState.Head)
        /// Whether the connection is kept then.
        case ended(isClean: Bool, keeps: Bool)
        /// What a failure would allow here.
        case failure(UpstreamFailure.Retry)
    }

    /// Plays events, and compares what the state says to each.
    private func play(_ events: [Event]) -> UpstreamState {
        var state = UpstreamState()
        for (number, event) in events.enumerated() {
            switch event {
            case .begin: state.requestBegan(isHead: false)
            case .connected: state.connected()
            case .requestEnded: state.requestEnded()
            case .broke: state.requestBroke()
            case .bytes: state.bytesArrived()
            case .forgotten: state.wasForgotten()
            case .closed: state.closed()
            case .head(let text, let expected):
                var parser = ResponseParser()
                let bytes = Array(text.utf8)
                guard case .head = parser.parse(bytes.span, limits: HTTPLimits(), isHead: state.isHead) else {
                    Issue.record("no head: \(text)")
                    continue
                }
                #expect(state.headArrived(parser) == expected, "event \(number)")
            case .ended(let isClean, let keeps):
                #expect(state.answerEnded(isClean: isClean) == keeps, "event \(number)")
            case .failure(let retry): #expect(state.retry == retry, "event \(number)")
            }
        }
        return state
    }

    @Test("a request may be sent again before anything was sent; on a kept connection, before an answer, a safe one")
    func retries() {
        let state = self.play([
            .begin, .failure(.always), .requestEnded, .failure(.always),
            .connected, .failure(.never), .bytes, .failure(.never),
            .head(Self.ok, is: .final), .failure(.never), .ended(isClean: true, keeps: true), .failure(.never),
            .begin, .failure(.ifSafe), .requestEnded, .failure(.ifSafe), .bytes, .failure(.never),
            .head(Self.ok, is: .final), .ended(isClean: true, keeps: true),
            .begin, .broke, .failure(.ifSafe), .closed, .failure(.never),
        ])
        #expect(state.phase == .closed && state.isReused)
    }

    @Test(
        "a connection is kept after a clean answer to a whole request, if its head says so",
        arguments: [
            (Self.ok, true), ("HTTP/1.1 304 Not Modified\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\n\r\n", false), ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n", false),
            ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n", true),
        ]
    )
    func kept(head: String, isKept: Bool) {
        let whole: [Event] = [.begin, .connected, .requestEnded, .bytes, .head(head, is: .final)]
        #expect(self.play(whole + [.ended(isClean: true, keeps: isKept)]).phase == (isKept ? .idle : .open))
        // Each of these alone ends it.
        _ = self.play(whole + [.ended(isClean: false, keeps: false)])
        _ = self.play(whole + [.forgotten, .ended(isClean: true, keeps: false)])
        _ = self.play(whole + [.broke, .ended(isClean: true, keeps: false)])
        let tail: [Event] = [.bytes, .head(head, is: .final), .ended(isClean: true, keeps: false)]
        _ = self.play([.begin, .connected] + tail)
        _ = self.play([.begin, .connected, .broke, .requestEnded] + tail)
    }

    @Test("up to eight interim answers are passed over, for each request anew; a switch of protocols is unasked for")
    func interim() {
        let early = Event.head("HTTP/1.1 103 Early Hints\r\n\r\n", is: .interim)
        let one: [Event] =
            [.requestEnded, .bytes] + Array(repeating: early, count: 8)
            + [.failure(.never), .head(Self.ok, is: .final), .ended(isClean: true, keeps: true)]
        let state = self.play(
            [.begin, .connected] + one + [.begin] + one + [.begin, .requestEnded, .bytes]
                + Array(repeating: early, count: 8) + [.head("HTTP/1.1 100 Continue\r\n\r\n", is: .unasked)]
        )
        #expect(!state.isReadingBody)
        _ = self.play([.begin, .connected, .head("HTTP/1.1 101 Switching Protocols\r\n\r\n", is: .unasked)])
    }
}
