import Dispatch
import Glibc
import Synchronization

/// Writes lines to a file descriptor, by one thread of its own, so that a slow or stuck reader holds up nobody.
///
/// Lines wait in a bounded queue. What finds it full is dropped and counted; a line with the count follows as soon as there is
/// room. The thread lives until ``close(within:)``, and must be told: a process that exits without it loses the last lines.
public final class LogWriter: Sendable {
    private struct State: Sendable {
        var queue: LogQueue
        var isClosed = false
        var flushes: [DispatchSemaphore] = []
    }

    /// How the writer's loggers write.
    public let format: LogFormat
    private let descriptor: Int32
    private let state: Mutex<State>
    private let wakeUp = DispatchSemaphore(value: 0)

    /// Creates a writer and starts its thread.
    ///
    /// - Parameters:
    ///   - descriptor: Where the lines go; it stays the caller's to close. Standard error by default.
    ///   - lineLimit: The most lines that wait.
    ///   - byteLimit: The most bytes that wait.
    public init(
        to descriptor: Int32 = 2,
        format: LogFormat = .logfmt,
        lineLimit: Int = 8192,
        byteLimit: Int = 4 << 20
    ) {
        self.descriptor = descriptor
        self.format = format
        self.state = Mutex(State(queue: LogQueue(lineLimit: lineLimit, byteLimit: byteLimit)))
        self.startThread()
    }

    /// Queues a line. Never waits.
    public func write(_ line: [UInt8]) {
        let mustWake = self.state.withLock { $0.queue.append(line) }
        if mustWake { self.wakeUp.signal() }
    }

    /// Waits until what was queued before has been written.
    ///
    /// - Returns: Whether it was, within that time.
    @discardableResult
    public func flush(within limit: Duration = .seconds(2)) -> Bool {
        let done = DispatchSemaphore(value: 0)
        let isClosed = self.state.withLock { state in
            if !state.isClosed { state.flushes.append(done) }
            return state.isClosed
        }
        guard !isClosed else { return true }
        self.wakeUp.signal()
        let parts = limit.components
        let nanoseconds = parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
        return done.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) == .success
    }

    /// Writes what waits and ends the thread.
    ///
    /// - Returns: Whether everything was written within that time.
    @discardableResult
    public func close(within limit: Duration = .seconds(2)) -> Bool {
        let isWritten = self.flush(within: limit)
        self.state.withLock { $0.isClosed = true }
        self.wakeUp.signal()
        return isWritten
    }

    private func startThread() {
        let thread = Unmanaged.passRetained(self)
        var id = pthread_t()
        let failure = pthread_create(
            &id,
            nil,
            { argument in
                if let argument { Unmanaged<LogWriter>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            },
            thread.toOpaque()
        )
        if failure == 0 {
            pthread_detach(id)
        } else {
            // Without a thread nothing is written; the process itself is then about to fail for the same reason.
            thread.release()
            self.state.withLock { $0.isClosed = true }
        }
    }

    private func run() {
        self.takeNoSignals()
        while true {
            self.wakeUp.wait()
            let (batch, flushes, isClosed) = self.state.withLock { state in
                defer { state.flushes = [] }
                return (state.queue.take(), state.flushes, state.isClosed)
            }
            self.put(batch)
            for flush in flushes { flush.signal() }
            if isClosed { return }
        }
    }

    private func put(_ batch: LogQueue.Batch) {
        var bytes = Array(batch.lines.joined())
        if batch.dropped > 0 {
            var line = LogLine(format: self.format, time: .now(), level: .warning, event: "log lines dropped")
            line.add(.init(key: .dropped, value: .integer(batch.dropped)))
            bytes += line.finish()
        }
        self.put(bytes)
    }

    private func put(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Glibc.write(
                    self.descriptor,
                    UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    rest.count
                )
                if written >= 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EAGAIN {
                    var interest = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&interest, 1, -1)
                } else if errno != EINTR {
                    // Nobody reads any more, or the disk is full: there is no place left to say so.
                    return
                }
            }
        }
    }

    /// Signals are for other threads; a reader that is gone is an error of `write`, not the process's end.
    private func takeNoSignals() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, nil)
    }
}
