public import Handles

/// What the entry node says of a request that it sends on: who sends it, for whom it is, and who asked.
///
/// The value of the header field `Torii-Hop` is `1;<source>.<loop>;<target>;<number>;<user>;<client address>;<code>`: numbers in
/// decimal; user and address in UTF-8, percent-encoded but for `A-Z a-z 0-9 - . _ ~ :`; the code 64 hexadecimal digits,
/// HMAC-SHA256 under the cluster's hop key of the method, the request target as sent and all that stands before the code. So a
/// hop is good for one request at one incarnation, once (``HopWindows``).
public struct Hop: Sendable, Hashable {
    /// The incarnation that sends.
    public var source: Incarnation
    /// Which of its event loops: each numbers on its own.
    public var loop: UInt32
    /// The incarnation that the request is for.
    public var target: Incarnation
    /// Counts upwards from 1 for each sending loop and target.
    public var number: UInt64
    /// The authenticated user.
    public var user: String
    /// The client's address as the entry node saw it.
    public var clientAddress: String

    /// Creates a hop.
    public init(
        source: Incarnation,
        loop: UInt32,
        target: Incarnation,
        number: UInt64,
        user: String,
        clientAddress: String
    ) {
        self.source = source
        self.loop = loop
        self.target = target
        self.number = number
        self.user = user
        self.clientAddress = clientAddress
    }

    /// Why a hop does not count.
    public enum Refusal: Error, Sendable, Hashable {
        /// Not of this form.
        case malformed
        /// Not signed with this cluster's key, or for another request.
        case badSignature
        /// Genuine, for another incarnation than this node is: 421. The hop is given for the answer to be signed; it is not used up.
        case otherIncarnation(Hop)
        /// Genuine, of a sender that is gone.
        case senderGone
        /// Genuine, and seen before, or so old that nobody can tell.
        case replayed
    }

    /// The header field's name.
    public static let headerName = "Torii-Hop"
    /// The name of the field that signs an answer: see ``HopVerifier/signAnswer(to:body:)``.
    public static let answerHeaderName = "Torii-Hop-Answer"
    /// The longest user that can be signed, in bytes of UTF-8. Authentication refuses longer ones.
    public static let longestUser = 256
    /// The longest client address that can be signed, in bytes.
    public static let longestClientAddress = 64
    /// The most bytes that a value can have: three numbers of 10 digits and one of 20, the code, and each byte of the user and the
    /// address encoded.
    public static let longestValue = 1 + 3 * 10 + 20 + 3 * (Self.longestUser + Self.longestClientAddress) + 64 + 7
}
