import EventLoops
import Glibc
import SocketTestKit

/// A handler that writes down what it hears, and does what the test says.
final class Recorder: TCPStreamHandler {
    let events: Events
    let onBytes: (UnsafeRawBufferPointer, TCPStream, isolated EventLoop) -> Void
    let onEnd: (TCPStream, isolated EventLoop) -> Void

    init(
        _ events: Events,
        onBytes: @escaping (UnsafeRawBufferPointer, TCPStream, isolated EventLoop) -> Void = { _, _, _ in },
        onEnd: @escaping (TCPStream, isolated EventLoop) -> Void = { stream, loop in stream.close(on: loop) }
    ) {
        self.events = events
        self.onBytes = onBytes
        self.onEnd = onEnd
    }

    func connected(_ stream: TCPStream, on loop: isolated EventLoop) { self.note("connected", loop) }

    func received(_ bytes: UnsafeRawBufferPointer, from stream: TCPStream, on loop: isolated EventLoop) {
        self.note("received \(String(decoding: bytes.prefix(20), as: UTF8.self))", loop)
        self.onBytes(bytes, stream, loop)
    }

    func finArrived(_ stream: TCPStream, on loop: isolated EventLoop) { self.note("fin", loop) }

    func ended(_ stream: TCPStream, on loop: isolated EventLoop) {
        self.note("ended", loop)
        self.onEnd(stream, loop)
    }

    func outputProgressed(_ stream: TCPStream, on loop: isolated EventLoop) {
        if stream.pendingOutput == 0 { self.note("drained", loop) }
    }

    func outputFailed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop) {
        self.note("output failed", loop)
    }

    func closed(_ stream: TCPStream, errno: Int32, on loop: isolated EventLoop) { self.note("closed \(errno)", loop) }

    private func note(_ event: String, _ loop: isolated EventLoop) {
        precondition(loop.isCurrent, "not on the loop's thread")
        self.events.add(event)
    }
}

/// Runs a body with a listener whose connections a test sets up.
func withListener(
    loops: Int = 1,
    log: @escaping @Sendable (String) -> Void = { _ in },
    accept: @escaping @Sendable (TCPStream, isolated EventLoop) -> Void,
    _ body: (UInt16, EventLoopGroup) async throws -> Void
) async throws {
    try await withLoops(loops) { group in
        let listener = try TCPListener(on: .loopback(port: 0), group: group, log: log, accept: accept)
        try await body(listener.address.port, group)
        await listener.close()
    }
}

func write(_ text: String, to stream: TCPStream, on loop: isolated EventLoop) {
    Array(text.utf8).withUnsafeBytes { stream.write($0, on: loop) }
}

/// The CPU time that a loop's thread takes while it has nothing to do for a while, in milliseconds.
func timeTaken(by loop: isolated EventLoop, during duration: Duration) async throws -> Int {
    let before = threadTime()
    try await loop.sleep(for: duration)
    return threadTime() - before
}

private func threadTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}
