/// One key: its name, its type, what holds without it, and what it means.
struct ConfigurationKey<Value: Sendable>: Sendable {
    /// As in the file.
    let name: String
    /// Other names that mean the same.
    let aliases: [String]
    /// How values are read.
    let type: ValueType<Value>
    /// What holds where nothing is given.
    let fallback: Value
    /// For `--help`; one or two sentences.
    let meaning: String

    init(
        _ name: String,
        aliases: [String] = [],
        _ type: ValueType<Value>,
        default fallback: Value,
        _ meaning: String
    ) {
        self.name = name
        self.aliases = aliases
        self.type = type
        self.fallback = fallback
        self.meaning = meaning
    }

    /// The key as the table lists it.
    var entry: ConfigurationEntry {
        let type = self.type
        return ConfigurationEntry(
            name: self.name,
            aliases: self.aliases,
            typeName: type.name,
            fallback: type.describe(self.fallback),
            meaning: self.meaning,
            isSecret: Value.self == Secret.self || Value.self == Secret?.self,
            problem: { text in type.parse(text) == nil ? "expected \(type.example)" : nil }
        )
    }
}

/// A key without its type: what reading and `--help` need.
struct ConfigurationEntry: Sendable {
    let name: String
    let aliases: [String]
    let typeName: String
    /// The default as text; empty for none.
    let fallback: String
    let meaning: String
    let isSecret: Bool
    /// Why a text is no value of the key; `nil` where it is one.
    let problem: @Sendable (String) -> String?

    /// The name of the environment variable: `TORII_` and the key in upper case, what is neither letter nor digit as `_`. Torii's
    /// own keys begin with `torii.` already: `torii.node.name` is `TORII_NODE_NAME`.
    var variable: String {
        Self.variable(of: self.name)
    }

    static func variable(of name: String) -> String {
        let rest = name.hasPrefix("torii.") ? name.dropFirst("torii.".count) : name[...]
        return "TORII_" + String(rest.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
