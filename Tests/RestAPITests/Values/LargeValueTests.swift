import Engines
import Foundation
import Testing

@testable import RestAPI

/// Long values, many columns, long lists: right, and in bounded pieces.
@Suite("Large values")
struct LargeValueTests {
    /// A batch of one row, as JSON, and its slices' sizes.
    private func slices(_ columns: [ColumnValues], _ encoding: RowEncoding) -> (sizes: [Int], text: String) {
        var writer = RowSetWriter(encoding)
        var sizes: [Int] = []
        var whole: [UInt8] = []
        writer.add([RowBatch(rowCount: columns[0].count, columns: columns)])
        while writer.hasRows {
            var buffer: [UInt8] = []
            writer.write(into: &buffer)
            sizes.append(buffer.count)
            whole += buffer
        }
        writer.end(into: &whole)
        return (sizes, String(decoding: whole, as: UTF8.self))
    }

    private func fields(_ text: String) throws -> [[JSONValue]] {
        try JSONReader.read(Array(text.utf8))["rows"].elements.map { row in
            row["fields"].elements.map { $0["value"] }
        }
    }

    @Test("long texts among short values are spread over slices, and come back whole", arguments: [0, 1, 2, 3])
    func longTexts(shift: Int) throws {
        // Escapes and characters of several bytes at every place of a cut.
        let piece = "ž\u{1}漢\"🎉\\\n plain "
        let long = String(repeating: "x", count: shift) + String(repeating: piece, count: 10_000)
        let numbers = ColumnValues(.int32([1, 2, 3]))
        let texts = ColumnValues(.text(ByteSlices(["short", long, ""])))
        let others = ColumnValues(.text(ByteSlices(["", long, long])), nulls: NullMask(words: [1]))
        let (sizes, text) = self.slices([numbers, texts, others], .rowBased)
        #expect(sizes.allSatisfy { $0 < 300 << 10 })
        #expect(sizes.count > 5)
        let fields = try self.fields(text)
        #expect(fields.map { $0[0] } == [.number("1"), .number("2"), .number("3")])
        #expect(fields.map { $0[1] } == [.string("short"), .string(long), .string("")])
        #expect(fields.map { $0[2] } == [.null, .string(long), .string(long)])
        #expect(text.hasSuffix("],\"rowCount\":3}"))
    }

    @Test("long binary is the base64 and the mended text that it is as a whole", arguments: [0, 1, 2, 3, 4])
    func longBinary(shift: Int) throws {
        // Whole characters, broken ones, and bytes that begin none, at every place of a cut.
        let piece: [UInt8] = Array("ž漢🎉".utf8) + [0xF0, 0x9F, 0x80, 0x80, 0x80, 0x80, 0x80, 0xE6, 0xBC, 0xFF, 0x41]
        let bytes = [UInt8](repeating: 0x41, count: shift) + (0..<5_000).flatMap { _ in piece }
        var slices = ByteSlices()
        slices.append(bytes)
        let (sizes, base64) = self.slices([ColumnValues(.binary(slices))], .columnBased)
        #expect(sizes.allSatisfy { $0 < 150 << 10 })
        #expect(try self.fields(base64) == [[.string(Data(bytes).base64EncodedString())]])
        let (_, text) = self.slices([ColumnValues(.binary(slices))], .rowBased)
        #expect(try self.fields(text) == [[.string(String(decoding: bytes, as: UTF8.self))]])
    }

    @Test("a text of 16 MiB arrives whole and in small pieces, in both families", arguments: [0, 10])
    func sixteenMebibytes(protocolVersion: Int) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open(protocolVersion: protocolVersion)
            let operation = try await gateway.run("select 1, repeat('0123456789abcdeF', 1 << 20), 2", in: session)
            let rows = try await gateway.call("GET", "\(operation)/rowset")
            #expect(rows.pieces > 100)
            let text = String(repeating: "0123456789abcdeF", count: 1 << 20)
            let fields =
                #"{"dataType":"I32_VAL","value":1},{"dataType":"STRING_VAL","value":"\#(text)"},"#
                + #"{"dataType":"I32_VAL","value":2}"#
            #expect(rows.text == #"{"rows":[{"fields":[\#(fields)]}],"rowCount":1}"#)
        }
    }

    @Test("1,000 columns by 100 rows, of every carrier")
    func manyColumns() async throws {
        try await Gateway.with { gateway in
            let kinds = ["i", "i::varchar", "i::double", "i % 2 = 0", "i::decimal(9,2)", "[i]", "null", "i::tinyint"]
            let list = (0..<1000).map { "\(kinds[$0 % kinds.count]) as c\($0)" }.joined(separator: ", ")
            let operation = try await gateway.run("select \(list) from range(100) t(i)", in: try await gateway.open())
            let columns = try await gateway.columns(of: operation)
            #expect(columns.map(\.name) == (0..<1000).map { "c\($0)" })
            let rows = try await gateway.rows(of: operation)
            #expect(rows.count == 100)
            for (index, row) in rows.enumerated() {
                let values: [JSONValue] = [
                    .number("\(index)"), .string("\(index)"), .number("\(index).0"), .boolean(index % 2 == 0),
                    .string("\(index).00"), .string("[\(index)]"), .null, .number("\(index)"),
                ]
                #expect(row.map(\.value) == (0..<1000).map { values[$0 % kinds.count] })
            }
        }
    }

    @Test("a list of 100,000 elements")
    func longList() async throws {
        try await Gateway.with { gateway in
            let operation = try await gateway.run(
                "select range(100000), i from range(3) t(i)",
                in: try await gateway.open()
            )
            let text = "[" + (0..<100_000).map(String.init).joined(separator: ",") + "]"
            let rows = try await gateway.rows(of: operation)
            #expect(rows.map { $0[0].value } == Array(repeating: .string(text), count: 3))
            #expect(rows.map { $0[1].value } == (0..<3).map { .number("\($0)") })
        }
    }
}
