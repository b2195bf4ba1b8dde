import CDuckDB

/// Dates, times and intervals (contract, section 5), in the proleptic Gregorian calendar; years before 1 are counted
/// backwards and marked, as DuckDB does: `0044-03-15 (BC)`.
enum TemporalText {
    /// The most bytes that a date takes (`5877642-06-25 (BC)`).
    static let longestDate = 18
    /// The most bytes that the date of a day takes that a timestamp of any unit can hold.
    private static let longestDay = 24

    /// Adds a date, in days since 1970.
    static func append(days: Int32, to text: inout [UInt8]) {
        Self.append(atMost: Self.longestDate, to: &text) { Self.write(days: days, to: $0) }
    }

    /// Writes a date, in days since 1970, where there is room for ``longestDate`` bytes.
    ///
    /// - Returns: How many bytes it took.
    static func write(days: Int32, to text: UnsafeMutableRawPointer) -> Int {
        switch days {
        case .max: Self.write("infinity", to: text)
        case -.max: Self.write("-infinity", to: text)
        default: Self.write(dayNumber: Int64(days), to: text)
        }
    }

    private static func write(_ word: StaticString, to text: UnsafeMutableRawPointer) -> Int {
        text.copyMemory(from: word.utf8Start, byteCount: word.utf8CodeUnitCount)
        return word.utf8CodeUnitCount
    }

    private static func append(
        atMost size: Int,
        to text: inout [UInt8],
        _ write: (UnsafeMutableRawPointer) -> Int
    ) {
        withUnsafeTemporaryAllocation(byteCount: size, alignment: 1) { buffer in
            guard let base = buffer.baseAddress else { return }
            let count = write(base)
            text.append(contentsOf: UnsafeRawBufferPointer(start: base, count: count))
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

    private static func append(dayNumber: Int64, to text: inout [UInt8]) {
        Self.append(atMost: Self.longestDay, to: &text) { Self.write(dayNumber: dayNumber, to: $0) }
    }

    /// Counts in years that begin on 1 March, so that a leap day is the last of its year, and in cycles of 400 years.
    private static func write(dayNumber: Int64, to text: UnsafeMutableRawPointer) -> Int {
        let shifted = dayNumber + 719_468
        let cycle = shifted.floorDivided(by: 146_097)
        // Fits, and divides faster.
        let dayOfCycle = UInt32(truncatingIfNeeded: shifted - cycle * 146_097)
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = cycle * 400 + Int64(yearOfCycle) + (month <= 2 ? 1 : 0)

        let end = Self.write(year: year > 0 ? year : 1 - year, to: text)
        text.storeBytes(of: UInt8(ascii: "-"), toByteOffset: end, as: UInt8.self)
        Self.write(twoDigits: month, to: text + end + 1)
        text.storeBytes(of: UInt8(ascii: "-"), toByteOffset: end + 3, as: UInt8.self)
        Self.write(twoDigits: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, to: text + end + 4)
        return year > 0 ? end + 6 : end + 6 + Self.write(" (BC)", to: text + end + 6)
    }

    private static func write(year: Int64, to text: UnsafeMutableRawPointer) -> Int {
        if year <= 9999 {
            let year = UInt32(truncatingIfNeeded: year)
            Self.write(twoDigits: year / 100, to: text)
            Self.write(twoDigits: year % 100, to: text + 2)
            return 4
        }
        var digits: [UInt8] = []
        DecimalText.append(digitsOf: year.magnitude, atLeast: 1, to: &digits)
        text.copyMemory(from: digits, byteCount: digits.count)
        return digits.count
    }

    private static func write(twoDigits value: UInt32, to text: UnsafeMutableRawPointer) {
        let zero = UInt8(ascii: "0")
        text.storeBytes(of: zero + UInt8(truncatingIfNeeded: value / 10), as: UInt8.self)
        text.storeBytes(of: zero + UInt8(truncatingIfNeeded: value % 10), toByteOffset: 1, as: UInt8.self)
    }
}
