import CLinux
import Glibc
import Synchronization

/// Signals to the process.
public enum Signals {
    private static let pipe = Mutex<Int32>(-1)
    private static let listeners = Mutex<[Int32: [AsyncStream<Int32>.Continuation]]>([:])

    /// Signals as they come, from now on; they have no other effect any more.
    ///
    /// A handler writes to a pipe that a thread reads. (A signalfd would need the signals blocked in every thread there
    /// is, and Swift's own threads run before `main`.)
    ///
    /// - Parameter signals: For instance `SIGTERM`, `SIGINT`.
    /// - Throws: ``EventLoopError`` where the system gives no pipe.
    public static func stream(of signals: Int32...) throws -> AsyncStream<Int32> {
        let descriptor = try self.writeEnd()
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        self.listeners.withLock { listeners in
            for signal in signals { listeners[signal, default: []].append(continuation) }
        }
        for signal in signals { clinux_catch_signal(signal, descriptor) }
        return stream
    }

    /// Lets a write to a peer that is gone fail with EPIPE. OpenSSL's writes know no MSG_NOSIGNAL.
    public static func ignoreBrokenPipes() {
        clinux_ignore_sigpipe()
    }

    private static func writeEnd() throws -> Int32 {
        try self.pipe.withLock { pipe throws(EventLoopError) -> Int32 in
            if pipe >= 0 { return pipe }
            var ends: [Int32] = [-1, -1]
            guard Glibc.pipe(&ends) == 0 else { throw EventLoopError.system("pipe", errno) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
            pipe = ends[1]
            let readEnd = ends[0]
            Thread.start(name: "signals") { Self.read(readEnd) }
            return pipe
        }
    }

    private static func read(_ descriptor: Int32) {
        var number: UInt8 = 0
        while true {
            let count = Glibc.read(descriptor, &number, 1)
            if count == 1 {
                let signal = Int32(number)
                for listener in self.listeners.withLock({ $0[signal] ?? [] }) { listener.yield(signal) }
            } else if count == 0 || errno != EINTR {
                return
            }
        }
    }
}
