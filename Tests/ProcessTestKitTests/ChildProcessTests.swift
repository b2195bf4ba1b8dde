import CProcessTestKit
import FoundationEssentials
import Glibc
import ProcessTestKit
import Testing

@Suite("A test's child process")
struct ChildProcessTests {
    private static func shell(_ script: String, log: String? = nil) -> ChildProcess.Configuration {
        ChildProcess.Configuration(executable: "/bin/sh", arguments: ["-c", script], log: log)
    }

    private static func temporaryPath() -> String {
        FileManager.default.temporaryDirectory.path + "/child-\(UUID().uuidString)"
    }

    @Test("gets its arguments, variables and folder, and its output is appended to its log")
    func output() async throws {
        let log = Self.temporaryPath()
        defer { unlink(log) }
        for _ in 0..<2 {
            var configuration = Self.shell("echo $COLOUR in $(pwd); echo wrong >&2; exit 3", log: log)
            configuration.environment = ["COLOUR": "red", "PATH": "/usr/bin:/bin"]
            configuration.directory = "/usr"
            let child = try await ChildProcess(configuration)
            #expect(await child.end(within: .seconds(10)) == .exited(3))
        }
        let text = try String(contentsOfFile: log, encoding: .utf8)
        #expect(text == "red in /usr\nwrong\nred in /usr\nwrong\n")
    }

    @Test("inherits no descriptor but the three, so that a cut connection is cut")
    func descriptors() async throws {
        let log = Self.temporaryPath()
        defer { unlink(log) }
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        defer { for end in ends { close(end) } }
        let child = try await ChildProcess(Self.shell("ls /proc/$$/fd", log: log))
        #expect(await child.end(within: .seconds(10)) == .exited(0))
        let open = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(open == ["0", "1", "2"])
    }

    @Test("that cannot be started says why")
    func noSuchProgram() async {
        await #expect {
            _ = try await ChildProcess(ChildProcess.Configuration(executable: "/no/such/program"))
        } throws: {
            "\($0)".contains("/no/such/program") && "\($0)".contains("No such file")
        }
    }

    @Test("can be paused, goes on, and ends by the signal it is sent")
    func signals() async throws {
        let child = try await ChildProcess(Self.shell("while :; do :; done"))
        child.pause()
        let ticks = try #require(child.processorTicks)
        // While another that does the same gets somewhere.
        let other = try await ChildProcess(Self.shell("while :; do :; done"))
        let goesElsewhere = await eventually { other.processorTicks ?? 0 >= 10 }
        #expect(goesElsewhere)
        #expect(child.processorTicks == ticks, "it stands still")
        await other.crash()
        child.resume()
        let goesOn = await eventually { child.processorTicks ?? 0 > ticks }
        #expect(goesOn)
        #expect(await child.terminate() == .signaled(SIGTERM))
        child.signal(SIGKILL)
        #expect(child.ending == .signaled(SIGTERM) && child.processorTicks == nil)
    }

    @Test("that does not listen to SIGTERM is killed")
    func stubborn() async throws {
        let log = Self.temporaryPath()
        defer { unlink(log) }
        let script = "trap '' TERM; echo deaf; while :; do sleep 0.05; done"
        let child = try await ChildProcess(Self.shell(script, log: log))
        let isDeaf = await eventually { (try? String(contentsOfFile: log, encoding: .utf8)) == "deaf\n" }
        #expect(isDeaf)
        #expect(await child.terminate(within: .milliseconds(300)) == .signaled(SIGKILL))
    }

    @Test("ends with the object that stands for it")
    func released() async throws {
        let number = try await ChildProcess(Self.shell("exec sleep 100")).processIdentifier
        let isGone = await eventually { kill(number, 0) != 0 }
        #expect(isGone)
    }

    @Test("is killed by the system when the thread behind it is gone, as all are when the test's process dies")
    func orphaned() async throws {
        // The same start without a thread that waits: it ends, and its child with it.
        let child = await withCheckedContinuation { continuation in
            startThread {
                var arguments = [strdup("sleep"), strdup("100"), nil]
                let child = cprocess_start("/bin/sleep", &arguments, nil, nil, 2)
                for argument in arguments { free(argument) }
                continuation.resume(returning: child)
            }
        }
        #expect(child > 0)
        var status: Int32 = 0
        let hasEnded = await eventually(within: .seconds(5)) { waitpid(child, &status, WNOHANG) == child }
        #expect(hasEnded && status & 0x7F == SIGKILL)
        if !hasEnded { kill(child, SIGKILL) }
    }
}
