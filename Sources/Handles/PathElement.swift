import CCrypto

/// A name that a user chose, as one element of a path: a znode's or a file's name (design, section 3).
///
/// All but `A-Z a-z 0-9 _ -` is percent-encoded octet by octet, so that `.`, `..` and `a/b` are names like any other. What is
/// longer than 100 bytes then becomes its first 60 and the SHA-256 of the whole name in hexadecimal: 124 bytes, which no
/// shorter name has. The empty name is a lone `%`, which no other has. So two names never share an element; names that only
/// look the same (an accent written in two ways) are two names.
public struct PathElement: Sendable, Hashable {
    /// The element: 1 to 124 bytes of ASCII, never `.` nor `..`, without `/`.
    public let text: String

    /// The element of a name.
    public init(_ name: String) {
        var element: [UInt8] = []
        for octet in name.utf8 {
            switch octet {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                element.append(octet)
            default:
                element.append(UInt8(ascii: "%"))
                element.append(contentsOf: Self.digits(of: octet, letters: UInt8(ascii: "A")))
            }
        }
        if element.isEmpty { element = [UInt8(ascii: "%")] }
        if element.count > Self.longestPlain {
            element.removeSubrange(Self.keptOfLong...)
            for octet in Self.sha256(of: name) {
                element.append(contentsOf: Self.digits(of: octet, letters: UInt8(ascii: "a")))
            }
        }
        self.text = String(decoding: element, as: UTF8.self)
    }

    /// What is longer is cut. A file's name may have 255 bytes; this leaves room for an ending.
    private static let longestPlain = 100
    private static let keptOfLong = 60

    private static func digits(of octet: UInt8, letters: UInt8) -> [UInt8] {
        [octet >> 4, octet & 0xF].map { $0 < 10 ? UInt8(ascii: "0") + $0 : letters + $0 - 10 }
    }

    private static func sha256(of name: String) -> [UInt8] {
        let bytes = Array(name.utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let done = EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil)
        precondition(done == 1 && length == 32, "SHA-256 of bytes in memory does not fail")
        return digest
    }
}

extension PathElement: CustomStringConvertible {
    /// The element.
    public var description: String {
        self.text
    }
}
