import Engines
import Foundation
import Testing

@testable import RestAPI

@Suite("Rows in slices")
struct RowSliceTests {
    private func column(_ count: Int, length: Int) -> ColumnValues {
        ColumnValues(.text(ByteSlices((0..<count).map { String(repeating: "\($0 % 10)", count: length) })))
    }

    /// The slices' sizes, and the whole.
    private func slices(_ batches: [RowBatch]) -> (sizes: [Int], text: String) {
        var writer = RowSetWriter(.columnBased)
        var sizes: [Int] = []
        var whole: [UInt8] = []
        for batch in batches {
            writer.add([batch])
            while writer.hasRows {
                var buffer: [UInt8] = []
                writer.write(into: &buffer)
                sizes.append(buffer.count)
                whole += buffer
            }
        }
        writer.end(into: &whole)
        return (sizes, String(decoding: whole, as: UTF8.self))
    }

    @Test("a slice has about 64 KiB, and together they are all rows in order")
    func bounded() throws {
        let numbers = (0..<2048).map { Int64($0) }
        let batches = [0, 1, 2].map { _ in
            RowBatch(rowCount: 2048, columns: [ColumnValues(.int64(numbers)), self.column(2048, length: 40)])
        }
        let (sizes, text) = self.slices(batches)
        #expect(sizes.count > 3)
        #expect(sizes.allSatisfy { $0 > 0 && $0 < 80 << 10 })
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let rows = try #require(parsed["rows"] as? [[String: Any]])
        #expect(parsed["rowCount"] as? Int == 3 * 2048)
        let first = rows.compactMap { ($0["fields"] as? [[String: Any]])?.first?["value"] as? Int64 }
        #expect(first == numbers + numbers + numbers)
    }

    @Test("long texts make slices of few rows, down to a single one")
    func longTexts() {
        let batch = RowBatch(rowCount: 40, columns: [self.column(40, length: 50_000)])
        let (sizes, text) = self.slices([batch])
        #expect(sizes.count >= 20)
        #expect(sizes.allSatisfy { $0 < 200_000 })
        #expect(text.hasSuffix("],\"rowCount\":40}"))
    }

    @Test("a text with escapes here and there comes back whole, whatever its place among eight bytes")
    func escapes() throws {
        let texts = (0..<64).flatMap { place in
            ["\"", "\\", "\n", "\u{1}", "\u{1F}", "é", "\u{7F}"].map {
                String(repeating: "x", count: place) + $0 + String(repeating: "y", count: 63 - place)
            }
        }
        let (_, text) = self.slices([
            RowBatch(rowCount: texts.count, columns: [ColumnValues(.text(ByteSlices(texts)))])
        ])
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let rows = try #require(parsed["rows"] as? [[String: Any]])
        #expect(rows.compactMap { ($0["fields"] as? [[String: Any]])?.first?["value"] as? String } == texts)
    }

    @Test("integers of every length have their digits")
    func digits() {
        var numbers: [Int64] = [0, .min, .max]
        var power: Int64 = 1
        for _ in 0..<19 {
            numbers += [power - 1, power, power + 1, -power, 7 * (power / 10)]
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        let (_, text) = self.slices([RowBatch(rowCount: numbers.count, columns: [ColumnValues(.int64(numbers))])])
        let expected = numbers.map { #"{"fields":[{"dataType":"I64_VAL","value":\#($0)}]}"# }.joined(separator: ",")
        #expect(text == #"{"rows":[\#(expected)],"rowCount":\#(numbers.count)}"#)
    }

    @Test("a double with few digits has the text that Swift gives it, as has one with many")
    func doubles() {
        var numbers: [Double] = [
            0, -0.0, 1, -1, 16_777_216, 1e10, 123_456.5, 0.1, 0.01, 0.001, 0.000_1, 0.000_09, 0.000_01, 1e14,
            99_999_999_999.9999,
            1e11, 123_456_789_012.3, 0.30000000000000004, 1e15, 1e16, 1e17, .leastNonzeroMagnitude, 2.5, 1.0005, 4.35,
            0.29, 1.15,
        ]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let digits = Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &generator)
            numbers.append(Double(digits) / [1, 10, 100, 1000, 10_000, 100_000][Int(digits.magnitude % 6)])
            numbers.append((Double(digits) / 10_000).nextUp)
        }
        let (_, text) = self.slices([RowBatch(rowCount: numbers.count, columns: [ColumnValues(.double(numbers))])])
        let rows = numbers.map { #"{"fields":[{"dataType":"DOUBLE_VAL","value":\#($0)}]}"# }.joined(separator: ",")
        #expect(text == #"{"rows":[\#(rows)],"rowCount":\#(numbers.count)}"#)
        let floats = numbers.map { Float($0) }
        let (_, short) = self.slices([RowBatch(rowCount: floats.count, columns: [ColumnValues(.float(floats))])])
        let pairs = zip(short.components(separatedBy: #""value":"#).dropFirst(), floats)
        #expect(pairs.allSatisfy { text, float in Float(text.prefix { !"}".contains($0) }) == float })
    }

    @Test("base64 of every length is what Foundation makes of it")
    func base64() {
        var slices = ByteSlices()
        let values = (0..<70).map { length in (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length) } }
        for value in values { slices.append(value) }
        let (_, text) = self.slices([RowBatch(rowCount: values.count, columns: [ColumnValues(.binary(slices))])])
        for value in values { #expect(text.contains("\"\(Data(value).base64EncodedString())\"")) }
    }

    @Test("rows without columns are still rows")
    func noColumns() {
        let (_, text) = self.slices([RowBatch(rowCount: 2, columns: [])])
        #expect(text == #"{"rows":[{"fields":[]},{"fields":[]}],"rowCount":2}"#)
    }
}
