import Cluster
import EventLoops
import HTTPClient
import HTTPCodec

extension Relay {
    /// Writes the request line and the fields that go on.
    ///
    /// Fields of the connection stay behind, and so do all that `Connection` names, those that are written anew (`Host`,
    /// `Content-Length`, the request's name), and the client's credentials: the hop says who asks.
    ///
    /// - Returns: Where method and target are.
    static func write(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        into head: inout ByteBuffer
    ) -> (method: Range<Int>, target: Range<Int>) {
        head.append(bytes, request.methodRange)
        let method = 0..<head.count
        head.append(" ")
        let target = Self.originForm(bytes, request.targetRange)
        let start = head.count
        if target.isEmpty || bytes[target.lowerBound] == UInt8(ascii: "?") { head.append("/") }
        head.append(bytes, target)
        let written = start..<head.count
        head.append(" HTTP/1.1\r\n")
        for field in request.fields {
            switch field.name {
            case .host, .authorization, .contentLength, .expect, .requestID, .toriiHop, .toriiHopAlike: continue
            case _ where field.name.isHopByHop: continue
            case _ where request.connectionNamesFields:
                if ConnectionNames.contain(field, in: request.fields, bytes) { continue }
            default: break
            }
            head.append(bytes, field.lineRange)
            head.append("\r\n")
        }
        return (method, written)
    }

    /// Path and query of a target that may begin with scheme and authority: the owner's `Host` is another.
    private static func originForm(_ bytes: UnsafeBufferPointer<UInt8>, _ target: Range<Int>) -> Range<Int> {
        let first = bytes[target.lowerBound]
        if first == UInt8(ascii: "/") || first == UInt8(ascii: "*") { return target }
        var start = min(target.lowerBound + "http://".utf8.count, target.upperBound)
        while start < target.upperBound, bytes[start] != UInt8(ascii: "/"), bytes[start] != UInt8(ascii: "?") {
            start += 1
        }
        return start..<target.upperBound
    }

    /// Sends the head, signed now: the hop's number is the next one.
    ///
    /// - Returns: `false` where the node cannot sign.
    func writeHead(to upstream: UpstreamConnection, _ address: SocketAddress, on loop: isolated EventLoop) -> Bool {
        guard let own = self.home.snapshot.own, let signer = self.home.signer else { return false }
        self.home.output.removeAll()
        self.home.output.append(self.head.bytes)
        self.home.output.append("Host: ")
        self.home.output.append(text: address.description)
        self.home.output.append("\r\nX-Request-Id: ")
        self.home.output.append(text: self.call.requestID)
        self.home.output.append("\r\nTorii-Hop: ")
        var isSigned = false
        self.home.output.write(atMost: Hop.longestValue) { memory in
            let head = self.head.bytes
            let signed = signer.sign(
                from: own,
                to: self.target,
                user: self.call.user,
                clientAddress: self.call.clientAddress,
                method: UnsafeBufferPointer(rebasing: head[self.method]).span,
                requestTarget: UnsafeBufferPointer(rebasing: head[self.requestTarget]).span,
                into: UnsafeMutableRawBufferPointer(start: memory, count: Hop.longestValue)
            )
            isSigned = signed != nil
            return signed?.length ?? 0
        }
        guard isSigned else {
            self.home.output.removeAll()
            return false
        }
        switch self.framing {
        case .none, .untilClose:
            self.home.output.append("\r\n\r\n")
        case .length(let length):
            self.home.output.append("\r\nContent-Length: ")
            self.home.output.append(decimal: length)
            self.home.output.append("\r\n\r\n")
        case .chunked:
            self.home.output.append("\r\nTransfer-Encoding: chunked\r\n\r\n")
        }
        upstream.write(self.home.output.bytes, on: loop)
        self.home.output.removeAll()
        return true
    }
}
