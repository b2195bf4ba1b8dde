import ContractTestKit

extension Client {
    /// Makes an exchange with no other fields than its own.
    func exchange(_ exchange: Exchange, _ target: String, at port: Int) async throws -> Answer {
        var text = "\(exchange.method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        for (name, value) in exchange.headers { text += "\(name): \(value)\r\n" }
        if let body = exchange.body {
            text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        } else {
            text += "\r\n"
        }
        let (request, isHead) = (text, exchange.method == "HEAD")
        return try await blocking {
            let connection = try RawConnection(port: port)
            try connection.send(request)
            return try connection.answer(isHead: isHead)
        }
    }
}
