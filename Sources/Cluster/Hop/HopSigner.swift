import Handles

/// Signs hops, and tells which are genuine (design, section 4).
///
/// The header's value is `v1.<target>.<user>.<client address>.<milliseconds since 1970>.<nonce>.<code>`; user, address, nonce
/// and code are base64url without padding. The code is an HMAC-SHA256 over all of them, the method and the request target, so a
/// hop is good for one request at one node, once, for a short time.
public struct HopSigner: Sendable {
    /// Why a hop does not count.
    public enum Refusal: Error, Sendable, Hashable {
        /// Not of this form.
        case malformed
        /// Not signed with this cluster's key, or for another request.
        case forged
        /// Signed too long ago, or by a clock too far ahead.
        case outOfTime
    }

    /// A hop that is genuine, before its nonce was looked for.
    public struct Verified: Sendable, Hashable {
        /// What the entry node said.
        public var hop: Hop
        /// Counts once: see ``NonceLedger``.
        public var nonce: [UInt8]
    }

    /// How far the signing node's clock may be from this one's, either way.
    public static let tolerance: Duration = .seconds(30)

    private let authentication: MessageAuthentication

    init(key: [UInt8]) {
        self.authentication = MessageAuthentication(key: key)
    }

    /// The header's value for a request.
    ///
    /// - Parameters:
    ///   - method: The request's method.
    ///   - target: The request's path with query, as sent.
    ///   - time: Now, milliseconds since 1970.
    public func sign(_ hop: Hop, method: String, target: String, time: Int64) -> String {
        var generator = SystemRandomNumberGenerator()
        let nonce = (0..<16).map { _ in generator.next() as UInt8 }
        let code = self.code(of: hop, method: method, target: target, time: time, nonce: nonce)
        return [
            "v1", String(hop.target.rawValue), Base64URL.encode(Array(hop.user.utf8)),
            Base64URL.encode(Array(hop.clientAddress.utf8)), String(time), Base64URL.encode(nonce),
            Base64URL.encode(code),
        ].joined(separator: ".")
    }

    /// Checks a header's value against the request that carried it.
    ///
    /// A hop for another incarnation is genuine all the same: what to answer to it is the caller's affair.
    public func verify(
        _ value: String,
        method: String,
        target: String,
        time: Int64
    ) throws(Refusal) -> Verified {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false)
        guard
            parts.count == 7, parts[0] == "v1",
            let incarnation = UInt32(parts[1]),
            let user = Base64URL.decode(parts[2]).flatMap({ String(validating: $0, as: UTF8.self) }),
            let address = Base64URL.decode(parts[3]).flatMap({ String(validating: $0, as: UTF8.self) }),
            let signedAt = Int64(parts[4]),
            let nonce = Base64URL.decode(parts[5]), nonce.count == 16,
            let code = Base64URL.decode(parts[6])
        else { throw .malformed }
        let hop = Hop(target: Incarnation(rawValue: incarnation), user: user, clientAddress: address)
        let expected = self.code(of: hop, method: method, target: target, time: signedAt, nonce: nonce)
        guard MessageAuthentication.equal(expected, code) else { throw .forged }
        // Checked after the code: only a genuine time is near enough to subtract without overflow.
        guard abs(time - signedAt) <= Self.tolerance.components.seconds * 1000 else { throw .outOfTime }
        return Verified(hop: hop, nonce: nonce)
    }

    private func code(of hop: Hop, method: String, target: String, time: Int64, nonce: [UInt8]) -> [UInt8] {
        self.authentication.code(of: [
            Array(method.utf8), Array(target.utf8), Array(String(hop.target.rawValue).utf8), Array(hop.user.utf8),
            Array(hop.clientAddress.utf8), Array(String(time).utf8), nonce,
        ])
    }
}
