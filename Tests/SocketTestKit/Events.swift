import Glibc
import Synchronization

/// What happened, as text, in order. Tests await it, and threads that may block wait for it.
public final class Events: Sendable {
    /// What was waited for has not come.
    public struct Missing: Error, CustomStringConvertible {
        /// What was waited for, and what came.
        public var description: String
    }

    private struct Waiter {
        var condition: @Sendable ([String]) -> Bool
        var resume: @Sendable (_ isThere: Bool) -> Void
    }

    private struct State {
        var seen: [String] = []
        var waiters: [Int: Waiter] = [:]
        var next = 0
    }

    /// How long is waited: as long as a loaded machine may take.
    public static let limit = Duration.seconds(20)

    private let state = Mutex(State())

    /// Creates it without events.
    public init() {}

    /// What has happened.
    public var all: [String] { self.state.withLock { $0.seen } }

    /// Adds one.
    public func add(_ event: String) {
        let ready = self.state.withLock { state in
            state.seen.append(event)
            let seen = state.seen
            let ready = state.waiters.filter { $0.value.condition(seen) }
            for number in ready.keys { state.waiters[number] = nil }
            return ready
        }
        for waiter in ready.values { waiter.resume(true) }
    }

    /// Waits for an event, which may have come already.
    ///
    /// - Throws: ``Missing`` after twenty seconds.
    public func wait(for event: String) async throws {
        try await self.wait(for: "\"\(event)\"") { $0.contains(event) }
    }

    /// Waits until the events are as a condition says.
    ///
    /// - Throws: ``Missing`` after twenty seconds.
    public func wait(for name: String, until condition: @escaping @Sendable ([String]) -> Bool) async throws {
        let isThere = await withCheckedContinuation { continuation in
            self.begin(condition) { continuation.resume(returning: $0) }
        }
        guard isThere else { throw Missing(description: "\(name) did not come; what came: \(self.all)") }
    }

    /// Blocks a thread until the events are as a condition says.
    ///
    /// - Returns: Whether they were within twenty seconds.
    @discardableResult
    public func block(until condition: @escaping @Sendable ([String]) -> Bool) -> Bool {
        let signal = Signal()
        self.begin(condition, signal.send)
        return signal.wait()
    }

    private func begin(
        _ condition: @escaping @Sendable ([String]) -> Bool,
        _ resume: @escaping @Sendable (Bool) -> Void
    ) {
        let number: Int? = self.state.withLock { state in
            guard !condition(state.seen) else { return nil }
            state.next += 1
            state.waiters[state.next] = Waiter(condition: condition, resume: resume)
            return state.next
        }
        guard let number else { return resume(true) }
        Task { [weak self] in
            try? await Task.sleep(for: Self.limit)
            self?.state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(false)
        }
    }
}

/// Lets one thread wait for another.
private final class Signal: Sendable {
    // A pipe: the system's own way to wait with no more to own than two numbers.
    private let ends: (read: Int32, write: Int32)

    init() {
        var ends: [Int32] = [0, 0]
        let code = pipe(&ends)
        precondition(code == 0, "no pipe: \(errno)")
        self.ends = (ends[0], ends[1])
    }

    deinit {
        close(self.ends.read)
        close(self.ends.write)
    }

    func send(_ isYes: Bool) {
        var byte: UInt8 = isYes ? 1 : 0
        _ = write(self.ends.write, &byte, 1)
    }

    func wait() -> Bool {
        var byte: UInt8 = 0
        return read(self.ends.read, &byte, 1) == 1 && byte == 1
    }
}
