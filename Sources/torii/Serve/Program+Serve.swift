import Cluster
import EventLoops
import Glibc
import Logging

extension Program {
    /// Runs a node until SIGTERM or SIGINT; a second signal hurries it.
    static func serve(_ options: ServeOptions, environment: [String: String]) async -> Int32 {
        let configuration: Configuration
        do {
            configuration = try self.configuration(options, environment: environment)
        } catch {
            self.complain("\(error)")
            return Status.usage
        }
        let writer = LogWriter(to: STDERR_FILENO, format: configuration[Keys.logFormat])
        var log = Logger(level: configuration[Keys.logLevel], to: writer)
        log.showsStatements = configuration[Keys.logStatements]
        log = log.with([.node: "\(configuration.nodeName)"])
        let status = await self.run(configuration, log)
        writer.close(within: .seconds(2))
        return status
    }

    private static func run(_ configuration: Configuration, _ log: Logger) async -> Int32 {
        do {
            let signals = try Signals.stream(of: SIGTERM, SIGINT)
            let gateway = try Gateway(configuration, log: log)
            let stops = Task {
                for await _ in signals {
                    Task { await gateway.stop() }
                }
            }
            defer { stops.cancel() }
            log.info("starting", [.version: "\(Self.version)"])
            try await gateway.run()
            log.info("stopped")
            return Status.success
        } catch {
            let reason = (error as? ClusterError)?.message ?? "\(error)"
            log.error("the node cannot run", [.error: "\(reason)"])
            return Status.failure
        }
    }
}
