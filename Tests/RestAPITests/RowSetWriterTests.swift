import Engines
import Foundation
import Testing

@testable import RestAPI

@Suite("Rows as JSON")
struct RowSetWriterTests {
    private func text(_ batches: [RowBatch], _ encoding: RowEncoding = .columnBased) -> String {
        var buffer: [UInt8] = []
        var writer = RowSetWriter(encoding)
        for batch in batches {
            writer.add([batch])
            while writer.hasRows { writer.write(into: &buffer) }
        }
        writer.end(into: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    private func values(_ storage: ColumnValues.Storage, _ encoding: RowEncoding = .columnBased) throws -> [Any?] {
        let column = ColumnValues(storage)
        let json = self.text([RowBatch(rowCount: column.count, columns: [column])], encoding)
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let rows = try #require(parsed["rows"] as? [[String: Any]])
        #expect(parsed["rowCount"] as? Int == column.count)
        return rows.map { (($0["fields"] as? [[String: Any]])?.first?["value"]).flatMap { $0 is NSNull ? nil : $0 } }
    }

    @Test("no rows are an empty list")
    func empty() {
        #expect(self.text([]) == #"{"rows":[],"rowCount":0}"#)
        #expect(
            self.text([RowBatch(rowCount: 0, columns: [ColumnValues(.int32([]))])]) == #"{"rows":[],"rowCount":0}"#
        )
    }

    @Test("the contract's worked example comes out to the letter")
    func workedExample() {
        var null = NullMask(rows: 1)
        null[0] = true
        let batch = RowBatch(
            rowCount: 1,
            columns: [
                ColumnValues(.int32([1])), ColumnValues(.text(ByteSlices(["1.10"]))),
                ColumnValues(.text(ByteSlices([""])), nulls: null),
            ]
        )
        let expected =
            #"{"rows":[{"fields":[{"dataType":"I32_VAL","value":1},{"dataType":"STRING_VAL","value":"1.10"},"#
            + #"{"dataType":"STRING_VAL","value":null}]}],"rowCount":1}"#
        #expect(self.text([batch]) == expected)
    }

    @Test("rows of several batches follow each other, each with all its fields")
    func batches() {
        let one = RowBatch(rowCount: 2, columns: [ColumnValues(.int8([1, 2])), ColumnValues(.bool([true, false]))])
        let two = RowBatch(rowCount: 1, columns: [ColumnValues(.int8([3])), ColumnValues(.bool([true]))])
        let row = { (number: Int, truth: Bool) in
            #"{"fields":[{"dataType":"BYTE_VAL","value":\#(number)},{"dataType":"BOOL_VAL","value":\#(truth)}]}"#
        }
        #expect(
            self.text([one, two])
                == #"{"rows":[\#(row(1, true)),\#(row(2, false)),\#(row(3, true))],"rowCount":3}"#
        )
    }

    @Test("integers keep every digit")
    func integers() {
        let batch = RowBatch(rowCount: 3, columns: [ColumnValues(.int64([.min, 0, .max]))])
        let text = self.text([batch])
        #expect(
            text.contains("-9223372036854775808}") && text.contains(":0}") && text.contains(":9223372036854775807}")
        )
    }

    @Test("doubles come back from their text to the bit, and those that are not finite are text")
    func doubles() throws {
        let numbers: [Double] = [
            0.1, 1e21, 1e-7, 1.0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3, -123456789.125,
        ]
        let values = try self.values(.double(numbers)).map { $0 as? Double }
        #expect(values.map { $0?.bitPattern } == numbers.map(\.bitPattern))
        let special = try self.values(.double([.nan, .infinity, -.infinity])).map { $0 as? String }
        #expect(special == ["NaN", "Infinity", "-Infinity"])
        #expect(try self.values(.float([.nan, -.infinity])).map { $0 as? String } == ["NaN", "-Infinity"])
    }

    @Test("a FLOAT is widened for V1 to V5 and short from V6 on")
    func floats() {
        let batch = RowBatch(rowCount: 1, columns: [ColumnValues(.float([0.1]))])
        #expect(self.text([batch], .rowBased).contains(":0.10000000149011612}"))
        #expect(self.text([batch], .columnBased).contains(":0.1}"))
        #expect(RowEncoding(protocolVersion: 4) == .rowBased && RowEncoding(protocolVersion: 5) == .columnBased)
    }

    @Test("any text comes back from its JSON")
    func strings() throws {
        let controls = String((0..<0x20).map { Character(Unicode.Scalar($0)) })
        let texts = ["", "plain", "\"\\/", controls, "žluťoučký 漢字 🎉", "\u{7f}\u{2028}\u{FFFF}", "a\u{0}b", "\""]
        #expect(try self.values(.text(ByteSlices(texts))).map { $0 as? String } == texts)
    }

    @Test("binary is base64 from V6 on, and text before")
    func binary() throws {
        var slices = ByteSlices(reservingStrings: 3)
        for bytes in [[0x61, 0x62, 0x63], [0, 0xFF, 0x80], []] as [[UInt8]] { slices.append(bytes) }
        #expect(try self.values(.binary(slices)).map { $0 as? String } == ["YWJj", "AP+A", ""])
        let lossy = try self.values(.binary(slices), .rowBased).map { $0 as? String }
        #expect(lossy == ["abc", "\u{0}\u{FFFD}\u{FFFD}", ""])
        let batch = RowBatch(rowCount: 3, columns: [ColumnValues(.binary(slices))])
        #expect(self.text([batch]).contains("BINARY_VAL"))
        #expect(!self.text([batch], .rowBased).contains("BINARY_VAL"))
    }

    @Test("null is null in every carrier")
    func nulls() throws {
        var mask = NullMask(rows: 2)
        mask[1] = true
        let empty = ByteSlices(["x", ""])
        let storages: [ColumnValues.Storage] = [
            .bool([true, false]), .int8([1, 0]), .int16([1, 0]), .int32([1, 0]), .int64([1, 0]), .float([1, 0]),
            .double([1, 0]), .text(empty), .binary(empty),
        ]
        for storage in storages {
            let batch = RowBatch(rowCount: 2, columns: [ColumnValues(storage, nulls: mask)])
            #expect(self.text([batch]).hasSuffix(#""value":null}]}],"rowCount":2}"#))
        }
    }
}
