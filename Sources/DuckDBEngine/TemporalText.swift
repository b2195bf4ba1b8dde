import CDuckDB

/// Dates, times and intervals (contract, section 5), in the proleptic Gregorian calendar with a year 0.
enum TemporalText {
    /// Adds a date, in days since 1970.
    static func append(days: Int32, to text: inout [UInt8]) {
        switch days {
        case .max: text.append(contentsOf: "infinity".utf8)
        case -.max: text.append(contentsOf: "-infinity".utf8)
        default: Self.append(dayNumber: Int64(days), to: &text)
        }
    }

    /// Adds date and time, in units since 1970.
    static func append(timestamp: Int64, unitsPerSecond: Int64, to text: inout [UInt8]) {
        if timestamp == .max { return text.append(contentsOf: "infinity".utf8) }
        if timestamp == -.max { return text.append(contentsOf: "-infinity".utf8) }
        let unitsPerDay = 86_400 * unitsPerSecond
        let day = timestamp.floorDivided(by: unitsPerDay)
        Self.append(dayNumber: day, to: &text)
        text.append(UInt8(ascii: " "))
        // The product can pass the smallest number by less than a day; the difference never does.
        Self.append(timeOfDay: timestamp &- day &* unitsPerDay, unitsPerSecond: unitsPerSecond, to: &text)
    }

    /// Adds a time of day, in units since midnight; trailing zeros and an empty fraction are dropped.
    static func append(timeOfDay: Int64, unitsPerSecond: Int64, to text: inout [UInt8]) {
        let (second, fraction) = timeOfDay.quotientAndRemainder(dividingBy: unitsPerSecond)
        Self.append(twoDigits: second / 3600, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(twoDigits: second / 60 % 60, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(twoDigits: second % 60, to: &text)
        Self.append(fraction: fraction, of: unitsPerSecond, to: &text)
    }

    /// Adds a time of day with its offset. DuckDB packs 40 bits of microseconds and 24 bits that fall as the offset rises.
    static func append(timeWithZone bits: UInt64, to text: inout [UInt8]) {
        Self.append(timeOfDay: Int64(bits >> 24), unitsPerSecond: 1_000_000, to: &text)
        let offset = 57_599 - Int64(bits & 0xFF_FFFF)
        text.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        let seconds = Int64(offset.magnitude)
        Self.append(twoDigits: seconds / 3600, to: &text)
        if seconds % 3600 == 0 { return }
        text.append(UInt8(ascii: ":"))
        Self.append(twoDigits: seconds / 60 % 60, to: &text)
        if seconds % 60 == 0 { return }
        text.append(UInt8(ascii: ":"))
        Self.append(twoDigits: seconds % 60, to: &text)
    }

    /// Adds an interval by its parts that are not zero, each with its own sign; `0 seconds` where none is.
    static func append(_ interval: cdk_interval, to text: inout [UInt8]) {
        let start = text.count
        func append(_ value: Int64, _ unit: String) {
            if value == 0 { return }
            if text.count > start { text.append(UInt8(ascii: " ")) }
            DecimalText.append(value, to: &text)
            text.append(contentsOf: unit.utf8)
        }
        append(Int64(interval.months / 12), " years")
        append(Int64(interval.months % 12), " months")
        append(Int64(interval.days), " days")
        append(interval.micros / 3_600_000_000, " hours")
        append(interval.micros / 60_000_000 % 60, " minutes")
        let micros = interval.micros % 60_000_000
        if micros != 0 || text.count == start {
            if text.count > start { text.append(UInt8(ascii: " ")) }
            if micros < 0 { text.append(UInt8(ascii: "-")) }
            DecimalText.append(Int64((micros / 1_000_000).magnitude), to: &text)
            Self.append(fraction: Int64((micros % 1_000_000).magnitude), of: 1_000_000, to: &text)
            text.append(contentsOf: " seconds".utf8)
        }
    }

    private static func append(fraction: Int64, of unitsPerSecond: Int64, to text: inout [UInt8]) {
        if fraction == 0 { return }
        var fraction = fraction
        var unit = unitsPerSecond
        while fraction % 10 == 0 {
            fraction /= 10
            unit /= 10
        }
        var digits = 0
        while unit > 1 {
            unit /= 10
            digits += 1
        }
        text.append(UInt8(ascii: "."))
        DecimalText.append(digitsOf: UInt64(fraction), atLeast: digits, to: &text)
    }

    private static func append(twoDigits value: Int64, to text: inout [UInt8]) {
        if value > 99 { return DecimalText.append(value, to: &text) }
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10))
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    }

    /// Counts in years that begin on 1 March, so that a leap day is the last of its year, and in cycles of 400 years.
    private static func append(dayNumber: Int64, to text: inout [UInt8]) {
        let shifted = dayNumber + 719_468
        let cycle = shifted.floorDivided(by: 146_097)
        let dayOfCycle = shifted - cycle * 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)

        if year < 0 { text.append(UInt8(ascii: "-")) }
        DecimalText.append(digitsOf: year.magnitude, atLeast: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(twoDigits: month, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(twoDigits: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, to: &text)
    }
}
