import FoundationEssentials
import Glibc

extension ChildProcess {
    /// Stops all its threads, and returns when they stand still: one that still runs could answer.
    public func pause() {
        self.signal(SIGSTOP)
        for _ in 0..<1000 {
            if self.isStandingStill || !self.isRunning { return }
            // The kernel tells nobody when the last thread has stopped.
            usleep(1000)
        }
    }

    /// Ends ``pause()``.
    public func resume() {
        self.signal(SIGCONT)
    }

    /// The processor time it has used, in user and system mode, in ticks of 1/100 s; `nil` where it has ended.
    public var processorTicks: Int? {
        let fields = Self.fields(ofStat: "/proc/\(self.processIdentifier)/stat")
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return nil }
        return user + system
    }

    private var isStandingStill: Bool {
        let tasks = "/proc/\(self.processIdentifier)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).allSatisfy { task in
            Self.fields(ofStat: "\(tasks)/\(task)/stat").first == "T"
        }
    }

    /// What follows the name, which is in parentheses and may hold some: the state comes first.
    private static func fields(ofStat path: String) -> [Substring] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        let text = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }
}
