extension RawSocket {
    /// Sends an answer of a known length.
    public func answer(_ status: Int = 200, _ body: String = "", fields: String = "") {
        self.send("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    }

    /// A head with its empty line; `nil` where none came.
    public func readHead() -> String? {
        let text = self.read(until: "\r\n\r\n")
        return text.hasSuffix("\r\n\r\n") ? text : nil
    }

    /// A head and a body of a known length, as text.
    public func readMessage() -> String? {
        guard let head = self.readHead() else { return nil }
        let lines = head.split(separator: "\r\n")
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
        guard let count = length.flatMap({ Int($0.dropFirst(15).drop { $0 == " " }) }) else { return head }
        return head + String(decoding: self.receive(exactly: count), as: UTF8.self)
    }
}

extension String {
    /// The first line of a message.
    public var firstLine: String { self.split(separator: "\r\n").first.map { String($0) } ?? "" }
}
