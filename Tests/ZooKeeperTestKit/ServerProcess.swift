import Foundation

/// The server's process, and a guardian that ends it when this process is gone.
///
/// Unchecked: Foundation's Process takes calls from any thread once it runs, and nothing else changes.
final class ServerProcess: @unchecked Sendable {
    private let java = Process()
    private let guardian = Process()
    /// The guardian reads from it; the system closes it when this process ends, however it ends.
    private let lifeline = Pipe()

    /// - Parameter folder: Holds `zoo.cfg`, gets `log`.
    init(folder: URL) throws {
        let logPath = folder.appendingPathComponent("log").path
        if !FileManager.default.fileExists(atPath: logPath) {
            _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        }
        let log = FileHandle(forWritingAtPath: logPath)
        _ = try log?.seekToEnd()
        defer { try? log?.close() }

        self.java.executableURL = URL(fileURLWithPath: "/usr/bin/java")
        self.java.arguments = [
            // A small and quick JVM: a test run starts several.
            "-Xms16m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss256k",
            "-XX:ReservedCodeCacheSize=32m", "-Dzookeeper.jmx.log4j.disable=true",
            // No fsync: nobody pulls the plug on a test.
            "-Dzookeeper.forceSync=no",
            "-cp", "/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar",
            "org.apache.zookeeper.server.quorum.QuorumPeerMain", folder.appendingPathComponent("zoo.cfg").path,
        ]
        self.java.standardInput = FileHandle.nullDevice
        self.java.standardOutput = log
        self.java.standardError = log
        try self.java.run()

        self.guardian.executableURL = URL(fileURLWithPath: "/bin/sh")
        self.guardian.arguments = ["-c", "read line; kill -9 \(self.java.processIdentifier) 2>/dev/null"]
        self.guardian.standardInput = self.lifeline
        do {
            try self.guardian.run()
            try self.lifeline.fileHandleForReading.close()
        } catch {
            self.signal(SIGKILL)
            throw error
        }
    }

    /// Whether it has not ended.
    var isRunning: Bool {
        self.java.isRunning
    }

    /// Sends a signal, unless it has ended.
    func signal(_ signal: Int32) {
        if self.java.isRunning {
            kill(self.java.processIdentifier, signal)
        }
    }

    /// Stops all its threads, and returns when they stand still: one that still runs could answer.
    func pause() {
        self.signal(SIGSTOP)
        for _ in 0..<1000 {
            if self.isStandingStill || !self.java.isRunning { return }
            usleep(1000)
        }
    }

    private var isStandingStill: Bool {
        let tasks = "/proc/\(self.java.processIdentifier)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).allSatisfy { task in
            // The state follows the name, which is in parentheses and may hold some.
            let stat = try? FileHandle(forReadingAtPath: "\(tasks)/\(task)/stat")?.readToEnd()
            return String(decoding: stat ?? Data(), as: UTF8.self).reversed().prefix { $0 != ")" }.dropLast().last
                == "T"
        }
    }

    /// Sends a signal that ends it. The guardian goes first, lest it end a stranger that gets the same number.
    func end(_ signal: Int32) {
        if self.guardian.isRunning {
            kill(self.guardian.processIdentifier, SIGKILL)
        }
        self.signal(signal)
        self.signal(SIGCONT)
    }
}
