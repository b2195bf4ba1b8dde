extension RequestCase {
    /// What a client saw of a case.
    struct Sending: Sendable {
        var requestID: String
        var answers: [Answer] = []
        /// The answer to one more request on the same connection, where the case says that it goes on.
        var next: Answer?
        /// Whether the connection has ended; `nil` where nobody looked.
        var isEnded: Bool?
    }

    /// Sends it on a connection of its own, and reads as many answers as it must have.
    func send(to port: Int, session: String, named requestID: String) throws -> Sending {
        let (bytes, untilWait) = self.bytes(for: session, named: requestID)
        let connection = try RawConnection(port: port, silence: 10)
        var sending = Sending(requestID: requestID)
        // A node that has refused may have closed before all is sent.
        if let untilWait {
            try? connection.send(bytes[..<untilWait])
            _ = try? connection.hasMore()
            try? connection.send(bytes[untilWait...])
        } else {
            try? connection.send(bytes)
        }
        if self.halfClose { connection.finish() }
        let count = self.expect.requests + (self.expect.isAccepted ? 0 : 1)
        while sending.answers.count < count {
            let isHead =
                self.methods.indices.contains(sending.answers.count) && self.methods[sending.answers.count] == "HEAD"
            guard let answer = try? connection.answer(isHead: isHead) else { break }
            sending.answers.append(answer)
        }
        if self.expect.keepsAlive == true {
            try? connection.send("GET /api/v1/sessions/\(session) HTTP/1.1\r\nHost: a.test\r\n\r\n")
            sending.next = try? connection.answer()
        }
        let isToEnd = self.expect.keepsAlive == false || sending.answers.last?["connection"] == "close"
        if isToEnd || self.expect.keepsAlive == true && sending.next == nil {
            sending.isEnded = (try? connection.isEnded()) ?? false
        }
        return sending
    }
}
