import Cluster
import Handles
import SocketTestKit
import Synchronization

/// Answers the probes that an owner gets, signed with a key that is known once the entry node runs.
final class ProbeAnswers: Sendable {
    private let key = Mutex<HopKey?>(nil)
    private let code = Mutex("")

    /// The code of the answer given last.
    var lastCode: String { self.code.withLock { $0 } }

    func set(_ key: HopKey) { self.key.withLock { $0 = key } }

    /// The hop of a request of the entry node, if it is genuine and for `own`.
    func hop(_ message: String, of own: Incarnation, _ windows: HopWindows = HopWindows()) -> Hop? {
        guard let key = self.key.withLock({ $0 }) else { return nil }
        let lines = message.split(separator: "\r\n")
        let line = lines[0].split(separator: " ")
        let value = Array((lines.first { $0.hasPrefix("Torii-Hop: ") }?.dropFirst(11) ?? "").utf8)
        let method = Array(line[0].utf8)
        let target = Array(line[1].utf8)
        let verifier = HopVerifier(key: key, windows: windows)
        return try? verifier.verify(value.span, method: method.span, requestTarget: target.span, own: own)
    }

    /// Answers a probe, as `own`.
    ///
    /// - Parameters:
    ///   - incarnation: Who it says that it is, where that is another.
    ///   - other: What it sends instead of what it has signed.
    func answer(
        _ message: String,
        of own: Incarnation,
        saying incarnation: Incarnation? = nil,
        sending other: String? = nil,
        status: Int = 200,
        fields: String = "",
        on socket: RawSocket
    ) {
        guard let key = self.key.withLock({ $0 }), let hop = self.hop(message, of: own) else {
            return socket.answer(403)
        }
        let body = ProbeReply(incarnation: incarnation ?? own).text
        let octets = Array(body.utf8)
        let code = HopVerifier(key: key, windows: HopWindows()).signAnswer(to: hop, body: octets.span)
        self.code.withLock { $0 = code }
        socket.answer(status, other ?? body, fields: "\(fields)\(Hop.answerHeaderName): \(code)\r\n")
    }
}
