/// The versions that are spoken.
public enum HTTPVersion: Sendable, Hashable {
    case http10
    /// 1.1; a higher minor version speaks it too (RFC 9110, 2.5).
    case http11

    /// Reads `HTTP/1.1` and its like.
    static func parse(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<HTTPVersion, Refusal> {
        guard
            end - start == 8,
            bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
            bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
            bytes[start + 4] == UInt8(ascii: "/"), ByteClass.isDigit(bytes[start + 5]),
            bytes[start + 6] == UInt8(ascii: "."), ByteClass.isDigit(bytes[start + 7])
        else { return .failure(Refusal(400, "the first line does not end in an HTTP version")) }
        guard bytes[start + 5] == UInt8(ascii: "1") else {
            return .failure(Refusal(505, "only HTTP/1.1 is spoken here"))
        }
        return .success(bytes[start + 7] == UInt8(ascii: "0") ? .http10 : .http11)
    }
}
