import Glibc
import Synchronization

/// Finds the addresses of a name, off the loops: the system's call blocks.
public enum Resolver {
    /// The most questions under way: a name server that is away must not cost a thread for every caller.
    private static let limit = 16
    private static let underWay = Atomic<Int>(0)

    /// The addresses of a host, in the system's order.
    ///
    /// - Parameters:
    ///   - host: A name, or an IP address, which is answered at once.
    ///   - port: The port of the addresses.
    ///   - timeout: How long to wait. The system's call goes on alone after it.
    /// - Throws: ``EventLoopError``: `resolve` where there is none, `timeout`; `CancellationError`.
    public static func addresses(
        of host: String,
        port: UInt16,
        timeout: Duration,
        on loop: isolated EventLoop
    ) async throws -> [SocketAddress] {
        if let address = try? SocketAddress(ip: host, port: port) { return [address] }
        guard self.underWay.wrappingAdd(1, ordering: .relaxed).oldValue < self.limit else {
            self.underWay.wrappingSubtract(1, ordering: .relaxed)
            throw EventLoopError(.resolve, "\(host): too many names are being looked up")
        }
        let question = Question()
        Thread.start(name: "resolver") {
            question.answer(Self.ask(host, port))
            Self.underWay.wrappingSubtract(1, ordering: .relaxed)
        }
        let timer = loop.schedule(after: timeout) { question.waker.wake() }
        await question.waker.wait(on: loop)
        timer.cancel(on: loop)
        guard let result = question.result else {
            try Task.checkCancellation()
            throw EventLoopError(.timeout, "\(host): no answer from the name service in time")
        }
        return try result.get()
    }

    private final class Question: Sendable {
        let waker = Waker()
        private let found = Mutex<Result<[SocketAddress], EventLoopError>?>(nil)

        var result: Result<[SocketAddress], EventLoopError>? { self.found.withLock { $0 } }

        func answer(_ result: Result<[SocketAddress], EventLoopError>) {
            self.found.withLock { $0 = result }
            self.waker.wake()
        }
    }

    private static func ask(_ host: String, _ port: UInt16) -> Result<[SocketAddress], EventLoopError> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            return .failure(EventLoopError(.resolve, "\(host): \(String(cString: gai_strerror(code)))"))
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next?.pointee {
            var storage = sockaddr_storage()
            withUnsafeMutableBytes(of: &storage) {
                $0.copyMemory(from: UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen)))
            }
            if let address = SocketAddress(storage), !addresses.contains(address) { addresses.append(address) }
            next = info.ai_next
        }
        return addresses.isEmpty
            ? .failure(EventLoopError(.resolve, "\(host) has no address")) : .success(addresses)
    }
}
