/// The field names that mean something to a gateway. Names are compared here and nowhere else; all others are ``other``.
public enum FieldName: UInt8, Sendable, Hashable {
    case other
    case accept
    case authorization
    case connection
    case contentLength
    case contentType
    case date
    case expect
    case host
    case keepAlive
    case proxyAuthenticate
    case proxyAuthorization
    case proxyConnection
    case requestID
    case retryAfter
    case server
    case te
    case toriiHop
    /// Names that some servers take for `Torii-Hop`: with `_` for `-`.
    case toriiHopAlike
    case toriiNode
    case traceparent
    case trailer
    case transferEncoding
    case upgrade

    /// Whether the field speaks of one connection only (RFC 9110, 7.6.1): it never goes on.
    public var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyAuthenticate, .proxyAuthorization, .proxyConnection, .te, .trailer,
            .transferEncoding, .upgrade:
            true
        default: false
        }
    }

    /// Whether the field decides where a message ends, or where it goes: no `Connection` may name it.
    var isNeededByAll: Bool {
        switch self {
        case .contentLength, .host, .transferEncoding: true
        default: false
        }
    }

    /// Whether a field may come behind a body: what frames, routes or authenticates a message comes too late there (RFC 9110,
    /// 6.5.1).
    var mayBeTrailer: Bool {
        switch self {
        case .other, .date, .retryAfter, .server, .toriiNode, .traceparent: true
        default: false
        }
    }

    /// The name at some place of a head, which must lie within the bytes.
    static func of(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> FieldName {
        @inline(__always)
        func matches(_ name: StaticString) -> Bool {
            for offset in 0..<name.utf8CodeUnitCount
            where ByteClass.lowercased(bytes[unchecked: start + offset]) != name.utf8Start[offset] {
                return false
            }
            return true
        }
        precondition(start >= 0 && end <= bytes.count, "a name lies within its head")
        switch end - start {
        case 2: return matches("te") ? .te : .other
        case 4: return matches("host") ? .host : matches("date") ? .date : .other
        case 6: return matches("accept") ? .accept : matches("expect") ? .expect : matches("server") ? .server : .other
        case 7: return matches("trailer") ? .trailer : matches("upgrade") ? .upgrade : .other
        case 9: return matches("torii-hop") ? .toriiHop : matches("torii_hop") ? .toriiHopAlike : .other
        case 10:
            if matches("connection") { return .connection }
            if matches("keep-alive") { return .keepAlive }
            return matches("torii-node") ? .toriiNode : .other
        case 11: return matches("retry-after") ? .retryAfter : matches("traceparent") ? .traceparent : .other
        case 12: return matches("content-type") ? .contentType : matches("x-request-id") ? .requestID : .other
        case 13: return matches("authorization") ? .authorization : .other
        case 14: return matches("content-length") ? .contentLength : .other
        case 16: return matches("proxy-connection") ? .proxyConnection : .other
        case 17: return matches("transfer-encoding") ? .transferEncoding : .other
        case 18: return matches("proxy-authenticate") ? .proxyAuthenticate : .other
        case 19: return matches("proxy-authorization") ? .proxyAuthorization : .other
        default: return .other
        }
    }
}
