/// The target of a request line and what it must agree with (RFC 9112, 3.2).
enum RequestTarget {
    /// Checks a target's form.
    ///
    /// - Parameters:
    ///   - host: Where the value of the one Host field is; empty in an HTTP/1.0 request without one.
    static func check(
        _ bytes: Span<UInt8>,
        _ target: Range<Int>,
        isOptions: Bool,
        host: Range<Int>,
        hasHost: Bool
    ) -> Refusal? {
        let first = bytes[target.lowerBound]
        if first == UInt8(ascii: "*") {
            return isOptions && target.count == 1 ? nil : Refusal(400, "the target * is for OPTIONS alone")
        }
        if first == UInt8(ascii: "/") { return Self.checkBytes(bytes, target) }
        let scheme = target.lowerBound..<min(target.lowerBound + 7, target.upperBound)
        guard FieldList.equals(bytes, scheme, "http://") else {
            return Refusal(400, "the target is neither a path nor an http URI")
        }
        var end = scheme.upperBound
        while end < target.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
        let authority = scheme.upperBound..<end
        guard Authority.isValid(bytes, authority), !authority.isEmpty else {
            return Refusal(400, "the target's authority is none")
        }
        guard hasHost, FieldList.equals(bytes, authority, host) else {
            return Refusal(400, "the target's authority is not the Host field's")
        }
        return Self.checkBytes(bytes, end..<target.upperBound)
    }

    /// Bytes of a path and query: percent signs stand before two hexadecimal digits, and not for NUL.
    private static func checkBytes(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Refusal? {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[unchecked: index]
            guard ByteClass.isTarget(byte) else { return Refusal(400, "a byte that must not stand in a target") }
            if byte == UInt8(ascii: "%") {
                guard
                    index + 2 < range.upperBound,
                    let high = ByteClass.hexadecimal(bytes[index + 1]),
                    let low = ByteClass.hexadecimal(bytes[index + 2]),
                    high != 0 || low != 0
                else { return Refusal(400, "a percent sign in the target that encodes nothing it may") }
                index += 2
            }
            index += 1
        }
        return nil
    }
}

/// The host and port of a Host field or an http URI.
enum Authority {
    /// Whether bytes are `host`, `host:port`, `[address]` or `[address]:port`, without user information.
    static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        var index = range.lowerBound
        if bytes[index] == UInt8(ascii: "[") {
            index += 1
            let start = index
            while index < range.upperBound, Self.isAddress(bytes[index]) { index += 1 }
            guard index > start, index < range.upperBound, bytes[index] == UInt8(ascii: "]") else { return false }
            index += 1
        } else {
            while index < range.upperBound, Self.isName(bytes[index]) { index += 1 }
            guard index > range.lowerBound else { return false }
        }
        if index == range.upperBound { return true }
        guard bytes[index] == UInt8(ascii: ":") else { return false }
        return (index + 1..<range.upperBound).allSatisfy { ByteClass.isDigit(bytes[$0]) }
    }

    private static func isAddress(_ byte: UInt8) -> Bool {
        ByteClass.hexadecimal(byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    /// Letters, digits and what names of hosts have in the wild; sub-delimiters of RFC 3986 but the comma, which makes a list.
    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"),
            UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
