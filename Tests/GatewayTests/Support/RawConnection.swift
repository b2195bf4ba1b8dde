import Dispatch
import FoundationEssentials
import Glibc
import JSONTestKit

/// A TCP connection to a port of this machine, for tests that choose every byte. Blocking; used on threads of its own.
final class RawConnection {
    /// The connection failed, ended early or stayed silent.
    struct Failure: Error, CustomStringConvertible {
        var description: String
        var isReset = false
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// - Parameter silence: Seconds after which nothing is waited for any more.
    init(port: Int, silence: Int = 30) throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: silence, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(self.descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var yes: Int32 = 1
        setsockopt(self.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            throw Failure(description: "connecting to port \(port): \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        close(self.descriptor)
    }

    func send(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(self.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Failure(description: "sending: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(sent)
        }
    }

    func send(_ text: String) throws {
        try self.send(Array(text.utf8))
    }

    /// Ends this side; the other may still answer.
    func finish() {
        shutdown(self.descriptor, Int32(SHUT_WR))
    }

    /// The other side sees a reset, not an end, when this connection closes.
    func resetWhenClosed() {
        var noLinger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &noLinger, socklen_t(MemoryLayout<linger>.size))
    }

    /// Waits for bytes.
    ///
    /// - Returns: `false` where there are none, and none can come any more.
    /// - Throws: ``Failure`` where the other side stays silent.
    func hasMore() throws -> Bool {
        do {
            return try !self.buffer.isEmpty || self.more()
        } catch let failure as Failure where failure.isReset {
            return false
        }
    }

    /// Whether the other side has ended or reset the connection, with nothing more to read.
    ///
    /// - Throws: ``Failure`` where it stays silent.
    func isEnded() throws -> Bool {
        try !self.hasMore()
    }

    /// Reads one answer.
    ///
    /// - Parameter isHead: The request was a HEAD: the answer has no body.
    func answer(isHead: Bool = false) throws -> Answer {
        var head = try self.line()
        var parts = head.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0] == "HTTP/1.1", var status = Int(parts[1]) else {
            throw Failure(description: "not an answer: \(head)")
        }
        while status == 100 {
            _ = try self.line()
            head = try self.line()
            parts = head.split(separator: " ", maxSplits: 2)
            status = Int(parts.dropFirst().first ?? "") ?? 0
        }
        var answer = Answer(status: status)
        while case let line = try self.line(), !line.isEmpty {
            let field = line.split(separator: ":", maxSplits: 1)
            answer.fields.append(
                (field[0].lowercased(), field.count > 1 ? String(field[1].drop { $0 == " " }) : "")
            )
        }
        if isHead || status == 204 || status == 304 { return answer }
        if answer["transfer-encoding"] == "chunked" {
            while case let size = Int(try self.line(), radix: 16) ?? -1, size != 0 {
                guard size > 0 else { throw Failure(description: "a bad chunk size") }
                answer.body += try self.take(size)
                _ = try self.line()
            }
            while case let line = try self.line(), !line.isEmpty {}
        } else if let length = answer["content-length"].flatMap({ Int($0) }) {
            answer.body = try self.take(length)
        } else {
            while try self.more() {}
            answer.body = self.buffer
            self.buffer = []
        }
        return answer
    }

    private func line() throws -> String {
        var from = 0
        while true {
            if let end = self.buffer[from...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = self.buffer[..<end].filter { $0 != UInt8(ascii: "\r") }
                self.buffer.removeFirst(end + 1)
                return String(decoding: line, as: UTF8.self)
            }
            from = self.buffer.count
            guard try self.more() else { throw Failure(description: "the connection ended inside a head") }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while self.buffer.count < count {
            guard try self.more() else {
                throw Failure(description: "the connection ended \(count - self.buffer.count) bytes early")
            }
        }
        defer { self.buffer.removeFirst(count) }
        return Array(self.buffer.prefix(count))
    }

    private func more() throws -> Bool {
        try withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { space in
            let received = recv(self.descriptor, space.baseAddress, space.count, 0)
            if received < 0 {
                let number = errno
                if number == ECONNRESET { throw Failure(description: "the connection was reset", isReset: true) }
                throw Failure(description: "no answer: \(String(cString: strerror(number)))")
            }
            self.buffer.append(contentsOf: space[..<received])
            return received > 0
        }
    }
}

/// What a node answered.
struct Answer: Sendable {
    var status: Int
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    subscript(_ name: String) -> String? {
        self.fields.first { $0.name == name }?.value
    }

    var text: String {
        String(decoding: self.body, as: UTF8.self)
    }

    /// The body as JSON; `.null` where it is none.
    var json: JSON {
        JSON(reading: self.body)
    }

    /// Which incarnation answered.
    var node: Int? {
        self["torii-node"].flatMap { Int($0) }
    }
}

/// Runs blocking work on a thread of its own.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
    }
}
