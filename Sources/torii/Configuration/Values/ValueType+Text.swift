extension ValueType<String> {
    /// Any text.
    static let text = ValueType("text", example: "any text", parse: { $0 }, describe: { $0 })

    /// Text that is not empty.
    static let name = ValueType("text", example: "any text", parse: { $0.isEmpty ? nil : $0 }, describe: { $0 })

    /// An absolute or relative path.
    static let path = ValueType(
        "path",
        example: "/var/lib/torii",
        parse: { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 },
        describe: { $0 }
    )

    /// A znode's path: absolute, without empty or dot elements.
    static let znodePath = ValueType(
        "znode path",
        example: "/torii",
        parse: { text in
            guard text.hasPrefix("/"), text.count > 1 else { return text.isEmpty || text == "/" ? nil : nil }
            let elements = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            return elements.contains { $0.isEmpty || $0 == "." || $0 == ".." } ? nil : text
        },
        describe: { $0 }
    )

    /// One address, as clients have them; what compares whole addresses takes no range.
    static let address = ValueType(
        "address",
        example: "192.0.2.7",
        parse: { !$0.contains("/") && AddressRange($0) != nil ? $0 : nil },
        describe: { $0 }
    )

    /// A regular expression.
    static let regularExpression = ValueType(
        "regular expression",
        example: "a regular expression such as (?i)secret|password",
        parse: { !$0.isEmpty && (try? Regex($0)) != nil ? $0 : nil },
        describe: { $0 }
    )

    /// A host name or an address, without port.
    static let host = ValueType(
        "host",
        example: "127.0.0.1",
        parse: { HostPort.isHost($0) ? $0 : nil },
        describe: { $0 }
    )

    /// ZooKeeper's servers, with a chroot or without.
    static let zooKeeperServers = ValueType(
        "host:port list",
        example: "zk1:2181,zk2:2181/chroot",
        parse: { text in
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let servers = parts.first, !servers.isEmpty else { return nil }
            let all = servers.split(separator: ",", omittingEmptySubsequences: false)
            guard all.allSatisfy({ HostPort($0.trimmed) != nil }) else { return nil }
            guard parts.count == 1 || ValueType<String>.znodePath.parse("/" + parts[1]) != nil else { return nil }
            return text
        },
        describe: { $0 }
    )
}

extension ValueType<Bool> {
    /// True or false.
    static let boolean = ValueType(
        "boolean",
        example: "true or false",
        parse: { text in
            switch text.lowercased() {
            case "true": true
            case "false": false
            default: nil
            }
        },
        describe: { $0 ? "true" : "false" }
    )
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words, in any case.
    static var choice: ValueType<Value> {
        let words = Value.allCases.map(\.rawValue)
        return ValueType(
            words.joined(separator: "|"),
            example: words.joined(separator: ", "),
            parse: { text in Value.allCases.first { $0.rawValue.lowercased() == text.lowercased() } },
            describe: { $0.rawValue }
        )
    }
}

extension ValueType<Secret> {
    /// What is never shown.
    static let secret = ValueType(
        "secret",
        example: "any text",
        parse: { $0.isEmpty ? nil : Secret($0) },
        describe: { _ in Secret.mask }
    )

    /// `user:password`.
    static let credentials = ValueType(
        "secret",
        example: "user:password",
        parse: { $0.contains(":") && !$0.hasPrefix(":") ? Secret($0) : nil },
        describe: { _ in Secret.mask }
    )
}

/// A text that must not appear in any output.
struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    static let mask = "*********(redacted)"

    /// The secret itself.
    let text: String

    init(_ text: String) {
        self.text = text
    }

    var description: String { Self.mask }
    var debugDescription: String { Self.mask }
    var customMirror: Mirror { Mirror(self, children: []) }
}
