import SocketTestKit

/// What a server does with a request.
enum Step: Sendable {
    case answer(String)
    /// Answers and then ends the connection.
    case last(String)
    case close
}

extension RawServer {
    /// A server that notes the number of the connection and the request line of each request.
    ///
    /// - Parameter script: The step for a request, by its connection's number and its own within it, both from 1.
    convenience init(steps script: @escaping @Sendable (Int, Int) -> Step) {
        self.init { socket, connection, server in
            var request = 0
            while let message = socket.readMessage() {
                request += 1
                server.note("\(connection + 1) \(message.firstLine)")
                switch script(connection + 1, request) {
                case .answer(let answer): socket.send(answer)
                case .last(let answer):
                    socket.send(answer)
                    return
                case .close: return
                }
            }
        }
    }
}
