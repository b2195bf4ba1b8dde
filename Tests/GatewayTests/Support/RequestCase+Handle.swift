extension RequestCase {
    /// The case's bytes, asking for a session wherever a target of the case begins with a slash: another node than the session's owner
    /// has to send it on. `/smuggled` stays as it is: whoever reads it as a request writes it into its log.
    ///
    /// A POST becomes a statement in JSON that has a name, so that the owner reads its body to the end, and whoever has read it
    /// can be told.
    ///
    /// - Returns: What is sent; and what is sent before the client waits for 100, where it does.
    func bytes(for session: String, named requestID: String) -> (bytes: [UInt8], untilWait: Int?) {
        let path = "/api/v1/sessions/\(session)"
        var bytes = self.bytes
        let isPost = bytes.starts(with: Array("POST ".utf8))
        bytes = Self.replaceTarget(of: bytes, by: isPost ? "\(path)/operations/statement" : path)
        for number in 0...9 {
            bytes = Self.replace("GET /\(number) HTTP/1.1", by: "GET \(path) HTTP/1.1", in: bytes)
        }
        if isPost {
            let host = "Host: a.test\r\n"
            let fields = "\(host)Content-Type: application/json\r\nX-Request-Id: \(requestID)\r\n"
            bytes = Self.replace(host, by: fields, in: bytes, isOnce: true)
        }
        let untilWait = self.waits ? Self.find(Array("\r\n\r\n".utf8), in: bytes[...]).map { $0 + 4 } : nil
        return (bytes, untilWait)
    }

    /// Of the first line, however broken: the slash with which a target or, after scheme and authority, its path begins, and the
    /// case's name for it.
    private static func replaceTarget(of bytes: [UInt8], by path: String) -> [UInt8] {
        let isEnd = { (byte: UInt8) in byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") }
        let start = bytes.firstIndex { !isEnd($0) } ?? bytes.endIndex
        let line = bytes[start...].prefix { !isEnd($0) }
        let slash: Int
        if let scheme = Self.find(Array("://".utf8), in: line) {
            guard let found = line[(scheme + 3)...].firstIndex(of: UInt8(ascii: "/")) else { return bytes }
            slash = found
        } else if let space = Self.find(Array(" /".utf8), in: line) {
            slash = space + 1
        } else {
            return bytes
        }
        var rest = bytes[(slash + 1)...]
        let name = rest.prefix { !isEnd($0) && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "?") }
        if ["p", "c", "x"].contains(String(decoding: name, as: UTF8.self)) || name.allSatisfy(Self.isDigit) {
            rest = rest.dropFirst(name.count)
        } else {
            rest = bytes[slash...]
        }
        return bytes[..<slash] + Array(path.utf8) + rest
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func replace(_ text: String, by other: String, in bytes: [UInt8], isOnce: Bool = false) -> [UInt8] {
        let text = Array(text.utf8)
        var rest = bytes[...]
        var result: [UInt8] = []
        while let index = self.find(text, in: rest) {
            result += rest[..<index] + Array(other.utf8)
            rest = rest[(index + text.count)...]
            if isOnce { break }
        }
        return result + rest
    }

    private static func find(_ text: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first else { return nil }
        var from = bytes.startIndex
        while let index = bytes[from...].firstIndex(of: first) {
            if bytes[index...].starts(with: text) { return index }
            from = index + 1
        }
        return nil
    }
}
