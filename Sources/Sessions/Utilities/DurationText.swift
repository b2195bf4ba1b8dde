/// Durations as configuration writes them: ISO-8601 (`PT6H`, `P1DT2H3M4.5S`) or plain milliseconds (contract, section 13).
public enum DurationText {
    /// Reads a duration.
    ///
    /// - Returns: `nil` for other text, negative durations, and those over about 292 million years.
    public static func parse(_ text: String) -> Duration? {
        if !text.isEmpty, text.utf8.allSatisfy(isDigit) {
            return Int64(text).map { .milliseconds($0) }
        }
        return Self.parseISO(text.uppercased())
    }

    /// The days, hours, minutes and seconds of ISO-8601, in this order; years and months have no fixed length.
    private static func parseISO(_ text: String) -> Duration? {
        var rest = text[...]
        guard rest.popFirst() == "P" else { return nil }
        var total: Int64 = 0
        var units: [(unit: Character, milliseconds: Int64)] = [("D", 86_400_000)]
        var isTimeExpected = false
        while let next = rest.first {
            if next == "T" {
                guard units.first?.unit == "D" || units.isEmpty, !isTimeExpected else { return nil }
                rest.removeFirst()
                units = [("H", 3_600_000), ("M", 60_000), ("S", 1000)]
                isTimeExpected = true
                // A bare T says nothing.
                if rest.isEmpty { return nil }
                continue
            }
            guard
                let end = rest.firstIndex(where: { !("0"..."9").contains($0) && $0 != "." }),
                let unit = units.firstIndex(where: { $0.unit == rest[end] }),
                let value = Self.milliseconds(rest[..<end], each: units[unit].milliseconds, unit: units[unit].unit)
            else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(value)
            guard !overflow else { return nil }
            total = sum
            units.removeSubrange(...unit)
            rest = rest[rest.index(after: end)...]
        }
        return text.count > 1 ? .milliseconds(total) : nil
    }

    private static func milliseconds(_ number: Substring, each: Int64, unit: Character) -> Int64? {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = Int64(first), parts.count <= 2 else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: each)
        guard !overflow else { return nil }
        guard parts.count == 2 else { return product }
        // Only seconds may have a fraction; what is below a millisecond is dropped.
        guard unit == "S", (1...9).contains(parts[1].count) else { return nil }
        let digits = parts[1].prefix(3)
        guard let fraction = Int64(digits + String(repeating: "0", count: 3 - digits.count)) else { return nil }
        let (sum, tooLarge) = product.addingReportingOverflow(fraction)
        return tooLarge ? nil : sum
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
