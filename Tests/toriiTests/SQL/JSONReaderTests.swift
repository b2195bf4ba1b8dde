import Testing

@testable import torii

@Suite("Reading JSON")
struct JSONReaderTests {
    @Test(
        "numbers stay as they were sent",
        arguments: ["0", "-0", "9223372036854775807", "1.0E21", "0.10000000000000000000001", "-1e-7"]
    )
    func numbers(text: String) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == .number(text))
    }

    @Test("a document comes back as it went in")
    func whole() throws {
        let text = "{\"a\":[1,2.50,null,true,false,\"x\\\"\\\\\\n\\u0001\"],\"b\":{},\"c\":[],\"a\":\"鳥\"}"
        let value = try JSONReader.read(Array(" \(text)\r\n".utf8))
        #expect(value.encoded == text)
        #expect(value["a"]?.string == "鳥")
    }

    @Test(
        "escapes",
        arguments: [
            ("\\u00e9", "é"), ("\\ud83d\\udc4d", "👍"), ("\\ud83d", "\u{FFFD}"), ("\\ud83d\\u0041", "\u{FFFD}A"),
            ("\\/\\b", "/\u{8}"),
        ]
    )
    func escapes(written: String, text: String) throws {
        #expect(try JSONReader.read(Array("\"\(written)\"".utf8)) == .string(text))
    }

    @Test(
        "what is no JSON is refused",
        arguments: [
            "", " ", "01", "1.", "-", "+1", ".5", "1e", "tru", "nul", "[1,]", "[1", "{\"a\"}", "{a:1}", "{\"a\":1,}",
            "\"a", "\"\\x\"",
            "\"\\u12\"", "\"\\u+123\"", "1 2", "\"\u{1}\"", "NaN",
        ]
    )
    func refused(text: String) {
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test("hostile depth and bad UTF-8 are errors, not the end")
    func hostile() {
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(deep) }
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }
}
