/// Reads command lines. Pure.
struct CommandParser {
    private static let commands = ["serve", "sql", "cluster", "version", "help"]

    private var rest: ArraySlice<String>

    /// Reads the arguments after the program's name.
    static func parse(_ arguments: [String]) throws(UsageError) -> Command {
        var parser = CommandParser(rest: arguments[...])
        return try parser.command()
    }

    private mutating func command() throws(UsageError) -> Command {
        guard let name = self.rest.popFirst() else {
            throw UsageError(message: "a command is missing", topic: .overview)
        }
        switch name {
        case "--help", "-h": return .help(.overview)
        case "--version": return .version
        case "help": return .help(try self.topic())
        case "version":
            if try self.asksForHelp(.version) { return .help(.version) }
            return .version
        case "serve": return try self.serve()
        case "sql": return try self.sql()
        case "cluster": return try self.cluster()
        default:
            throw UsageError(
                message: Self.unknown("command", name, among: Self.commands),
                topic: .overview
            )
        }
    }

    private mutating func topic() throws(UsageError) -> HelpTopic {
        guard let name = self.rest.popFirst() else { return .overview }
        if name == "cluster", self.rest.first == "status" { self.rest.removeFirst() }
        guard name != "", let topic = HelpTopic(rawValue: name == "--help" ? "help" : name) else {
            throw UsageError(message: Self.unknown("command", name, among: Self.commands), topic: .overview)
        }
        if let extra = self.rest.first {
            throw UsageError(message: "\"\(extra)\" is one argument too many", topic: .help)
        }
        return topic
    }

    private mutating func serve() throws(UsageError) -> Command {
        var options = ServeOptions()
        while let option = try self.next(.serve) {
            switch option.name {
            case "--help", "-h": return .help(.serve)
            case "--config":
                guard options.file == nil else { throw Self.twice(option.name, .serve) }
                options.file = try self.value(of: option, .serve)
            case let name where name.hasPrefix("--"):
                let key = String(name.dropFirst(2))
                guard ConfigurationTable.find(key) != nil else { throw Self.unknownSetting(key) }
                guard let value = option.value else {
                    throw UsageError(message: "\(name) needs a value: \(name)=VALUE", topic: .serve)
                }
                options.settings.append(.init(key: key, value: value))
            default:
                throw UsageError(
                    message: "\"\(option.name)\" is no option; a configuration file is named with --config",
                    topic: .serve
                )
            }
        }
        return .serve(options)
    }

    private mutating func sql() throws(UsageError) -> Command {
        var options = SQLOptions()
        var isSourceGiven = false
        var seen: Set<String> = []
        while let option = try self.next(.sql) {
            if option.name.hasPrefix("-"), option.name != "-", !seen.insert(option.name).inserted {
                throw Self.twice(option.name, .sql)
            }
            switch option.name {
            case "--help", "-h": return .help(.sql)
            case "--url": options.url = try self.url(of: option, .sql)
            case "--user": options.user = try self.value(of: option, .sql)
            case "--format": options.format = try self.choice(of: option, .sql)
            case "-e":
                guard !isSourceGiven else { throw Self.twoSources }
                options.source = .text(try self.value(of: option, .sql))
                isSourceGiven = true
            case let name where name.hasPrefix("-") && name != "-":
                throw Self.unknownOption(name, among: ["--url", "--user", "--format", "-e", "--help"], .sql)
            default:
                guard !isSourceGiven else { throw Self.twoSources }
                options.source = option.name == "-" ? .standardInput : .file(option.name)
                isSourceGiven = true
            }
        }
        return .sql(options)
    }

    private mutating func cluster() throws(UsageError) -> Command {
        guard let name = self.rest.popFirst() else {
            throw UsageError(message: "\"torii cluster\" needs a subcommand: status", topic: .cluster)
        }
        if name == "--help" || name == "-h" { return .help(.cluster) }
        guard name == "status" else {
            throw UsageError(
                message: Self.unknown("subcommand of \"torii cluster\"", name, among: ["status"]),
                topic: .cluster
            )
        }
        var options = ClusterStatusOptions()
        var seen: Set<String> = []
        while let option = try self.next(.cluster) {
            guard seen.insert(option.name).inserted else { throw Self.twice(option.name, .cluster) }
            switch option.name {
            case "--help", "-h": return .help(.cluster)
            case "--url": options.url = try self.url(of: option, .cluster)
            case "--format": options.format = try self.choice(of: option, .cluster)
            default: throw Self.unknownOption(option.name, among: ["--url", "--format", "--help"], .cluster)
            }
        }
        return .clusterStatus(options)
    }
}

extension CommandParser {
    /// An argument: an option, with `--name=value` cut at its first `=`, or something else.
    private struct Option {
        var name: String
        var value: String?
    }

    private mutating func next(_ topic: HelpTopic) throws(UsageError) -> Option? {
        guard let argument = self.rest.popFirst() else { return nil }
        guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return Option(name: argument) }
        return Option(name: String(argument[..<equals]), value: String(argument[argument.index(after: equals)...]))
    }

    private mutating func asksForHelp(_ topic: HelpTopic) throws(UsageError) -> Bool {
        guard let argument = self.rest.popFirst() else { return false }
        if argument == "--help" || argument == "-h" { return true }
        throw UsageError(message: "\"\(argument)\" is one argument too many", topic: topic)
    }

    private mutating func value(of option: Option, _ topic: HelpTopic) throws(UsageError) -> String {
        guard let value = option.value ?? self.rest.popFirst(), !value.isEmpty else {
            throw UsageError(message: "\(option.name) needs a value", topic: topic)
        }
        return value
    }

    private mutating func url(of option: Option, _ topic: HelpTopic) throws(UsageError) -> GatewayURL {
        let text = try self.value(of: option, topic)
        guard !text.lowercased().hasPrefix("https://") else {
            throw UsageError(
                message: "\"\(text)\": https is not spoken here; name the gateway's http://host:port",
                topic: topic
            )
        }
        guard let url = GatewayURL(text) else {
            throw UsageError(message: "\"\(text)\" is no gateway's URL: expected http://host:port", topic: topic)
        }
        return url
    }

    private mutating func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        of option: Option,
        _ topic: HelpTopic
    ) throws(UsageError) -> Value where Value.RawValue == String {
        let text = try self.value(of: option, topic)
        guard let value = ValueType<Value>.choice.parse(text) else {
            let words = Value.allCases.map(\.rawValue)
            throw UsageError(
                message: Self.unknown("value of \(option.name)", text, among: words) + "; there are: "
                    + words.joined(separator: ", "),
                topic: topic
            )
        }
        return value
    }

    private static let twoSources = UsageError(
        message: "one statement at a time: give either -e, or one file, or nothing to read standard input",
        topic: .sql
    )

    private static func twice(_ name: String, _ topic: HelpTopic) -> UsageError {
        UsageError(message: "\(name) is given twice", topic: topic)
    }

    private static func unknownSetting(_ key: String) -> UsageError {
        if let near = Suggestion.nearest(to: key, among: ["config", "help"]) {
            return UsageError(message: "--\(key) is no option; did you mean --\(near)?", topic: .serve)
        }
        return UsageError(message: "--\(key): \(ConfigurationTable.unknown(key))", topic: .serve)
    }

    private static func unknownOption(_ name: String, among names: [String], _ topic: HelpTopic) -> UsageError {
        UsageError(message: Self.unknown("option", name, among: names), topic: topic)
    }

    private static func unknown(_ kind: String, _ name: String, among names: [String]) -> String {
        let message = "\"\(name)\" is no \(kind)"
        guard let near = Suggestion.nearest(to: name, among: names) else { return message }
        return "\(message); did you mean \(near)?"
    }
}
