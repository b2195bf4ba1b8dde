/// What the command line asks for.
enum Command: Sendable, Equatable {
    case serve(ServeOptions)
    case sql(SQLOptions)
    case clusterStatus(ClusterStatusOptions)
    case version
    case help(HelpTopic)
}

/// `torii serve`.
struct ServeOptions: Sendable, Equatable {
    /// A key of the configuration and its value.
    struct Setting: Sendable, Equatable {
        var key: String
        var value: String
    }

    /// The configuration file; `nil` for none.
    var file: String?
    /// In the order given.
    var settings: [Setting] = []
}

/// `torii sql`.
struct SQLOptions: Sendable, Equatable {
    /// Where the statement comes from.
    enum Source: Sendable, Equatable {
        case text(String)
        case file(String)
        case standardInput
    }

    var url = GatewayURL.local
    /// The user of Basic; `nil` for anonymous.
    var user: String?
    var format = OutputFormat.table
    var source = Source.standardInput
}

/// `torii cluster status`.
struct ClusterStatusOptions: Sendable, Equatable {
    enum Format: String, Sendable, CaseIterable {
        case table, json
    }

    var url = GatewayURL.local
    var format = Format.table
}

/// How rows are shown.
enum OutputFormat: String, Sendable, CaseIterable {
    case table, csv, json
}

/// What there is help on.
enum HelpTopic: String, Sendable, CaseIterable {
    case overview = ""
    case serve
    case sql
    case cluster
    case version
    case help
}

/// Why a command line is refused; the process ends with status 2.
struct UsageError: Error, Sendable, Equatable {
    /// What is wrong, and what may have been meant.
    var message: String
    /// Whose help to name.
    var topic: HelpTopic
}

/// Where a gateway is: `http://host:port`.
struct GatewayURL: Sendable, Equatable, CustomStringConvertible {
    var host: String
    var port: Int

    /// A node on this machine with the default port.
    static let local = GatewayURL(host: "127.0.0.1", port: 10099)

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `http://host:port`, with the port left out (10099) and a slash at the end allowed, or `host:port`.
    init?(_ text: String) {
        var rest = text[...]
        if rest.lowercased().hasPrefix("http://") { rest = rest.dropFirst("http://".count) }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        if let address = HostPort(String(rest)) {
            self.init(host: address.host, port: address.port)
            return
        }
        // An IPv6 address stands in brackets, with a port or without.
        let isBracketed = rest.hasPrefix("[") && rest.hasSuffix("]")
        let host = isBracketed ? rest.dropFirst().dropLast() : rest
        guard host.contains(":") == isBracketed, HostPort.isHost(host) else { return nil }
        self.init(host: String(host), port: 10099)
    }

    var description: String { "http://\(self.authority)" }

    /// `host:port`, as `Host` has it.
    var authority: String { (self.host.contains(":") ? "[\(self.host)]" : self.host) + ":\(self.port)" }
}
