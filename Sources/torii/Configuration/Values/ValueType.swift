/// What a configuration value is: how its text is read and written, and what people are told it is.
struct ValueType<Value: Sendable>: Sendable {
    /// For people, in the help's second column: `duration`.
    let name: String
    /// A valid value with which a refused one is compared: `PT6H, 30s or 21600000`.
    let example: String
    /// Reads a text that has no white space around it; `nil` where it is no such value.
    let parse: @Sendable (String) -> Value?
    /// Writes a value so that ``parse`` reads it again.
    let describe: @Sendable (Value) -> String

    init(
        _ name: String,
        example: String,
        parse: @escaping @Sendable (String) -> Value?,
        describe: @escaping @Sendable (Value) -> String
    ) {
        self.name = name
        self.example = example
        self.parse = parse
        self.describe = describe
    }

    /// The same, or nothing for the empty text.
    var optional: ValueType<Value?> {
        let (parse, describe) = (self.parse, self.describe)
        return ValueType<Value?>(
            self.name,
            example: self.example,
            parse: { text in text.isEmpty ? .some(.none) : parse(text).map(Optional.some) },
            describe: { value in value.map(describe) ?? "" }
        )
    }

    /// Several, with commas between.
    var list: ValueType<[Value]> {
        let (parse, describe) = (self.parse, self.describe)
        return ValueType<[Value]>(
            "list of \(self.name)",
            example: self.example,
            parse: { text in
                var values: [Value] = []
                for part in text.split(separator: ",", omittingEmptySubsequences: true) {
                    let trimmed = part.trimmed
                    if trimmed.isEmpty { continue }
                    guard let value = parse(trimmed) else { return nil }
                    values.append(value)
                }
                return values
            },
            describe: { values in values.map(describe).joined(separator: ",") }
        )
    }
}

extension StringProtocol {
    /// Without the white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
