import FoundationEssentials
import Glibc
import ProcessTestKit
import Synchronization

/// A real ZooKeeper of its own: one process on a free port of this machine, its data in a folder that goes with it.
///
/// The process ends with this object and, at the latest, with the process that started it, however that ends.
public final class ZooKeeperServer: Sendable {
    /// Why no server came up.
    public struct StartError: Error, CustomStringConvertible {
        /// The reason, with the end of the server's log.
        public var description: String
    }

    /// Where it listens, on 127.0.0.1.
    public let port: Int
    let folder: URL
    private let process = Mutex<ChildProcess?>(nil)

    /// `127.0.0.1:port`.
    public var connectString: String {
        "127.0.0.1:\(self.port)"
    }

    private init(port: Int, tickTime: Duration) throws {
        self.port = port
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("zookeeper-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let tick = tickTime.components.seconds * 1000 + tickTime.components.attoseconds / 1_000_000_000_000_000
        // Debian's build answers `srvr` by default; sessions from one tick on, for tests that wait for an expiry.
        let settings = """
            tickTime=\(tick)
            minSessionTimeout=1000
            maxSessionTimeout=60000
            dataDir=\(self.folder.path)/data
            clientPort=\(port)
            clientPortAddress=127.0.0.1
            admin.enableServer=false
            4lw.commands.whitelist=srvr,ruok,mntr
            maxClientCnxns=0
            """
        try settings.write(to: self.folder.appendingPathComponent("zoo.cfg"), atomically: true, encoding: .utf8)
    }

    deinit {
        self.process.withLock { $0?.signal(SIGKILL) }
        try? FileManager.default.removeItem(at: self.folder)
    }

    /// Starts a server and waits until it serves, one to two seconds.
    public static func start(tickTime: Duration = .milliseconds(500)) async throws -> ZooKeeperServer {
        for attempt in 1... {
            let server = try ZooKeeperServer(port: Int(Loopback.freePort()), tickTime: tickTime)
            do {
                try await server.launch()
                return server
            } catch  where attempt < 3 {
                // Another test may have taken the port meanwhile.
                continue
            }
        }
        throw StartError(description: "no attempt was made")
    }

    /// One server for all tests of a process, started when it is first asked for. Each test works below a path of its own.
    public static var shared: ZooKeeperServer {
        get async throws { try await self.sharedStart.value }
    }

    private static let sharedStart = Task { try await ZooKeeperServer.start() }

    /// Stops the server in order and waits for its end. Sessions and data stay on disk.
    public func stop() async {
        await self.takeProcess()?.terminate()
    }

    /// Ends the process as a crash would, and waits for its end.
    public func crash() async {
        await self.takeProcess()?.crash()
    }

    private func takeProcess() -> ChildProcess? {
        self.process.withLock { process in
            defer { process = nil }
            return process
        }
    }

    /// Starts it again at the same port with the same data, stopping it first where it runs.
    public func restart() async throws {
        await self.stop()
        try await self.launch()
    }

    /// Freezes the process: connections stay open, nobody answers.
    public func pause() {
        self.process.withLock { $0?.pause() }
    }

    /// Ends ``pause()``.
    public func resume() {
        self.process.withLock { $0?.resume() }
    }

    /// Whether it answers that it serves.
    public var isServing: Bool {
        self.status.contains("Mode:")
    }

    /// How many packets of clients it has taken since its start.
    public var packetsReceived: Int? {
        self.status.split(separator: "\n").first { $0.hasPrefix("Received: ") }
            .flatMap { Int($0.dropFirst("Received: ".count)) }
    }

    /// Its answer to `srvr`; empty where there is none within a second.
    private var status: String {
        guard let descriptor = Loopback.connect(port: UInt16(self.port)) else { return "" }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard Loopback.send(descriptor, Array("srvr".utf8)) else { return "" }
        var answer: [UInt8] = []
        while case let bytes = Loopback.receive(descriptor), !bytes.isEmpty {
            answer += bytes
        }
        return String(decoding: answer, as: UTF8.self)
    }

    /// What the server wrote.
    public var log: String {
        (try? String(contentsOf: self.folder.appendingPathComponent("log"), encoding: .utf8)) ?? ""
    }

    private func launch() async throws {
        let process = try await ChildProcess(.zooKeeper(folder: self.folder.path))
        self.process.withLock { $0 = process }
        let serves = await eventually(within: .seconds(30), every: .milliseconds(50)) {
            !process.isRunning || self.isServing
        }
        guard serves, process.isRunning else {
            await process.crash()
            throw StartError(description: "ZooKeeper did not start:\n\(self.log.suffix(2000))")
        }
    }
}
