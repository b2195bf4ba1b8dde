import Cluster
import HTTPCodec

extension EntryRequest {
    /// Takes from a head what the edge looks at.
    ///
    /// - Parameters:
    ///   - parser: Has read the head.
    ///   - bytes: The head.
    ///   - peer: The address at the other end of the connection.
    ///   - clientAddressField: The field in which a proxy tells the client's address.
    ///   - verify: Checks a hop: its value, the request's method, and its target as it came. A hop that is accepted is used up.
    init(
        _ parser: borrowing RequestParser,
        _ bytes: Span<UInt8>,
        peer: String,
        clientAddressField: String,
        verify: (Span<UInt8>, Span<UInt8>, Span<UInt8>) throws(Hop.Refusal) -> Hop
    ) {
        let target = parser.targetRange
        let (path, query) = Self.split(bytes, target)
        self.init(
            method: Self.text(bytes, parser.methodRange),
            path: path.isEmpty ? RequestPath("/".utf8.span) : RequestPath(bytes.extracting(path)),
            query: RequestQuery(bytes.extracting(query)),
            peer: peer
        )
        self.hasBody = parser.framing != .none
        for field in parser.fields {
            switch field.name {
            case .authorization: self.authorization.append(Self.text(bytes, field.valueRange))
            case .accept: self.accept.append(Self.text(bytes, field.valueRange))
            case .contentType: self.contentType.append(Self.text(bytes, field.valueRange))
            case .requestID: self.requestID.append(Self.text(bytes, field.valueRange))
            // More than one cannot all be a peer's: nobody looks at any.
            case .toriiHop where parser.hopCount == 1:
                do {
                    self.hop = .verified(
                        try verify(
                            bytes.extracting(field.valueRange),
                            bytes.extracting(parser.methodRange),
                            bytes.extracting(target)
                        )
                    )
                } catch {
                    self.hop = .refused(error)
                }
            case .other where Self.isName(clientAddressField, bytes, field.nameRange):
                self.clientAddress.append(Self.text(bytes, field.valueRange))
            default: break
            }
        }
    }

    /// Where path and query are in a target, which may begin with scheme and authority.
    private static func split(_ bytes: Span<UInt8>, _ target: Range<Int>) -> (path: Range<Int>, query: Range<Int>) {
        var start = target.lowerBound
        if bytes[start] != UInt8(ascii: "/"), bytes[start] != UInt8(ascii: "*") {
            start = min(start + "http://".utf8.count, target.upperBound)
            while start < target.upperBound, bytes[start] != UInt8(ascii: "/"), bytes[start] != UInt8(ascii: "?") {
                start += 1
            }
        }
        var mark = start
        while mark < target.upperBound, bytes[mark] != UInt8(ascii: "?") { mark += 1 }
        return (start..<mark, min(mark + 1, target.upperBound)..<target.upperBound)
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    private static func isName(_ name: String, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let name = name.utf8
        guard name.count == range.count else { return false }
        for (index, byte) in zip(range, name) where Self.lowercased(bytes[index]) != Self.lowercased(byte) {
            return false
        }
        return true
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
