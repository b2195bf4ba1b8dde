import CProcessTestKit
import Glibc
import Synchronization

/// A process that a test starts. It ends with this object and, at the latest, with the process that started it, however that ends:
/// the system sees to that.
///
/// A thread of this process stands behind each child: it starts it and waits for its end. The system ties the child's life to that
/// thread's.
public final class ChildProcess: Sendable {
    /// What to start.
    public struct Configuration: Sendable {
        /// The program's path.
        public var executable: String
        /// What follows the program's name.
        public var arguments: [String] = []
        /// All variables; `nil` for those of the test.
        public var environment: [String: String]?
        /// Where it runs; `nil` for where the test does.
        public var directory: String?
        /// The file to which its standard output and error are appended; `nil` for nowhere.
        public var log: String?

        /// Creates a configuration.
        public init(executable: String, arguments: [String] = [], log: String? = nil) {
            self.executable = executable
            self.arguments = arguments
            self.log = log
        }
    }

    /// How a process ended.
    public enum Ending: Sendable, Hashable {
        /// By itself, with this status.
        case exited(Int32)
        /// By a signal.
        case signaled(Int32)
    }

    /// Why it could not be started.
    public struct StartError: Error, CustomStringConvertible {
        /// The path, and what the system said.
        public var description: String
    }

    /// Shared with the thread behind the child.
    private final class State: Sendable {
        let ending = Mutex<Ending?>(nil)
    }

    /// Its number.
    public let processIdentifier: Int32
    private let state: State

    /// Starts it.
    ///
    /// - Throws: ``StartError`` where there is no such program, or the log cannot be written.
    public init(_ configuration: Configuration) async throws {
        let state = State()
        self.state = state
        self.processIdentifier = try await withCheckedThrowingContinuation { continuation in
            startThread {
                let child = Self.start(configuration)
                guard child > 0 else {
                    let reason = String(cString: strerror(-child))
                    continuation.resume(
                        throwing: StartError(description: "\(configuration.executable) does not start: \(reason)")
                    )
                    return
                }
                continuation.resume(returning: child)
                _ = cprocess_await(child)
                Self.reap(child, state)
            }
        }
    }

    deinit {
        self.signal(SIGKILL)
    }

    /// How it ended; `nil` while it runs.
    public var ending: Ending? {
        self.state.ending.withLock { $0 }
    }

    /// Whether it has not ended.
    public var isRunning: Bool {
        self.ending == nil
    }

    /// Sends a signal, unless it has ended. Never reaches a stranger with the same number: that is given away under the same lock.
    public func signal(_ signal: Int32) {
        self.state.ending.withLock { ending in
            if ending == nil { kill(self.processIdentifier, signal) }
        }
    }

    /// Waits for its end.
    ///
    /// - Returns: `nil` where it still runs after the limit.
    public func end(within limit: Duration) async -> Ending? {
        _ = await eventually(within: limit) { !self.isRunning }
        return self.ending
    }

    /// Asks it to end (SIGTERM), kills it after the limit, and waits for the end.
    @discardableResult
    public func terminate(within limit: Duration = .seconds(10)) async -> Ending? {
        self.signal(SIGTERM)
        self.signal(SIGCONT)
        if let ending = await self.end(within: limit) { return ending }
        return await self.crash()
    }

    /// Kills it (SIGKILL) and waits for the end.
    @discardableResult
    public func crash() async -> Ending? {
        self.signal(SIGKILL)
        return await self.end(within: .seconds(10))
    }

    private static func start(_ configuration: Configuration) -> pid_t {
        let log = open(configuration.log ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard log >= 0 else { return -errno }
        defer { close(log) }
        return withCStrings([configuration.executable] + configuration.arguments) { arguments in
            let variables = configuration.environment.map { $0.map { "\($0.key)=\($0.value)" } }
            return withCStrings(variables ?? []) { environment in
                cprocess_start(
                    configuration.executable,
                    arguments,
                    variables == nil ? nil : environment,
                    configuration.directory,
                    log
                )
            }
        }
    }

    private static func reap(_ child: pid_t, _ state: State) {
        state.ending.withLock { ending in
            var status: Int32 = 0
            waitpid(child, &status, 0)
            let signal = status & 0x7F
            ending = signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal)
        }
    }
}

/// Gives texts as C wants them: an array of strings that ends with nil.
private func withCStrings<Result>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var strings = texts.map { strdup($0) }
    defer { for string in strings { free(string) } }
    strings.append(nil)
    return strings.withUnsafeBufferPointer { strings in
        guard let start = strings.baseAddress else { preconditionFailure("it holds at least the nil") }
        return body(start)
    }
}
