import Glibc

/// Carries out a command.
struct Program: Sendable {
    /// The version of Torii.
    static let version = "0.1.0"

    /// How a process ends.
    enum Status {
        static let success: Int32 = 0
        static let failure: Int32 = 1
        /// The command line or the configuration is wrong.
        static let usage: Int32 = 2
        /// Ended by Ctrl-C, as shells count it.
        static let cancelled: Int32 = 130
    }

    /// Runs what the arguments after the program's name ask for.
    ///
    /// - Returns: The status to exit with.
    static func run(_ arguments: [String], environment: [String: String]) async -> Int32 {
        let command: Command
        do throws(UsageError) {
            command = try CommandParser.parse(arguments)
        } catch {
            let help = error.topic == .overview ? "torii --help" : "torii help \(error.topic.rawValue)"
            self.complain("\(error.message)\nSee \"\(help)\".")
            return Status.usage
        }
        switch command {
        case .help(let topic):
            self.write(HelpText.text(topic))
            return Status.success
        case .version:
            self.write("torii \(self.version)\n")
            return Status.success
        case .serve(let options): return await self.serve(options, environment: environment)
        case .sql(let options): return await self.sql(options)
        case .clusterStatus(let options): return await self.clusterStatus(options)
        }
    }

    /// What a node is to be run with.
    ///
    /// - Throws: ``ConfigurationError``.
    static func configuration(_ options: ServeOptions, environment: [String: String]) throws -> Configuration {
        var file: (path: String, text: String)?
        if let path = options.file {
            do throws(TextFile.Failure) {
                file = (path, try TextFile.read(path))
            } catch {
                throw ConfigurationError(problems: [.init(source: nil, key: path, reason: error.reason)])
            }
        }
        return try ConfigurationReader.read(
            file: file,
            environment: environment,
            arguments: options.settings.map { ($0.key, $0.value) }
        )
    }

    static func complain(_ message: String) {
        self.write("torii: \(message)\n", to: STDERR_FILENO)
    }

    /// Writes all of it; a reader that is gone is no failure of ours.
    static func write(_ text: String, to descriptor: Int32 = 1) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
