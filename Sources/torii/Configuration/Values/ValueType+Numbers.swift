import Sessions

extension ValueType<Int> {
    /// A whole number in a range.
    static func integer(_ range: ClosedRange<Int>) -> ValueType<Int> {
        let isOpen = range.upperBound == Int.max
        return ValueType(
            isOpen ? "number from \(range.lowerBound)" : "number \(range.lowerBound)-\(range.upperBound)",
            example: isOpen
                ? "a whole number not below \(range.lowerBound)"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in
                guard !text.hasPrefix("+"), let value = Int(text), range.contains(value) else { return nil }
                return value
            },
            describe: { "\($0)" }
        )
    }

    /// A TCP port; 0 lets the system choose.
    static let port = ValueType(
        "port",
        example: "a port from 0 to 65535",
        parse: ValueType.integer(0...65535).parse,
        describe: { "\($0)" }
    )

    /// Bytes: `8m`, `256 MiB`, `1048576`. Units are powers of 1024, as Kyuubi's are.
    static let size = ValueType(
        "size",
        example: "8m, 256 MiB or 8388608",
        parse: ByteSize.parse,
        describe: ByteSize.describe
    )
}

extension ValueType<Duration> {
    /// A time that is not negative.
    static let duration = ValueType(
        "duration",
        example: "PT6H, 30s or 21600000 (milliseconds)",
        parse: DurationValue.parse,
        describe: DurationValue.describe
    )

    /// A time of at least a millisecond.
    static let positiveDuration = ValueType(
        "duration",
        example: "PT6H, 30s or 21600000 (milliseconds), more than nothing",
        parse: { text in DurationValue.parse(text).flatMap { $0 > .zero ? $0 : nil } },
        describe: DurationValue.describe
    )
}

/// Sizes as configuration writes them.
enum ByteSize {
    private static let units = ["": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]

    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        var unit = text.dropFirst(digits.count).trimmed.lowercased()
        for suffix in ["ib", "b"] where unit.hasSuffix(suffix) {
            // `8 b` is eight bytes; `8 ib` is nothing.
            guard suffix == "b" || unit.count == 3 else { return nil }
            unit.removeLast(suffix.count)
            break
        }
        guard let number = Int(digits), let factor = Self.units[unit] else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }

    static func describe(_ bytes: Int) -> String {
        for (name, factor) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where bytes >= factor && bytes % factor == 0 {
            return "\(bytes / factor) \(name)"
        }
        return "\(bytes)"
    }
}

/// Durations as configuration writes them.
enum DurationValue {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// Reads ISO-8601 (`PT6H`), milliseconds (`21600000`) or a number with a unit (`30s`, `5 min`).
    static func parse(_ text: String) -> Duration? {
        if let duration = DurationText.parse(text) { return duration }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).trimmed.lowercased()
        guard let number = Int64(digits), let factor = Self.units.first(where: { $0.name == unit }) else { return nil }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: factor.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// ISO-8601 with the largest units that fit: `PT1H30M`.
    static func describe(_ duration: Duration) -> String {
        let parts = duration.components
        let milliseconds = parts.attoseconds / 1_000_000_000_000_000
        var text = "PT"
        if parts.seconds >= 3600 { text += "\(parts.seconds / 3600)H" }
        if parts.seconds % 3600 >= 60 { text += "\(parts.seconds % 3600 / 60)M" }
        if milliseconds > 0 {
            let fraction = "\(milliseconds + 1000)".dropFirst()
            text += "\(parts.seconds % 60).\(fraction)S"
        } else if parts.seconds % 60 > 0 || text == "PT" {
            text += "\(parts.seconds % 60)S"
        }
        return text
    }
}
