import Testing

@testable import RestAPI

@Suite("JSON of requests")
struct JSONReaderTests {
    private func members(_ text: String) throws -> JSONMembers {
        try JSONMembers(Array(text.utf8))
    }

    private func isRefused(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try JSONReader.read(bytes)
            return false
        } catch {
            return error.status == 400
        }
    }

    @Test(
        "what is no JSON is 400",
        arguments: [
            "", " ", "{", "[", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 2]", "01", "-", "1.", "1e", ".5",
            "+1",
            "tru", "nulll", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
            "\"\u{1}\"",
            "{} {}", "{}x", "{a:1}", "'a'", "NaN", "// x\n1", "{\"a\":1 \"b\":2}",
        ]
    )
    func malformed(_ text: String) {
        #expect(self.isRefused(Array(text.utf8)))
    }

    @Test("bytes that are not UTF-8, and a deep nest, are 400")
    func hostile() {
        #expect(self.isRefused([UInt8(ascii: "\""), 0xFF, UInt8(ascii: "\"")]))
        #expect(self.isRefused([0]))
        #expect(self.isRefused(Array(repeating: UInt8(ascii: "["), count: 100_000)))
        let deepest =
            String(repeating: "[", count: JSONReader.deepest) + String(repeating: "]", count: JSONReader.deepest)
        #expect(!self.isRefused(Array(deepest.utf8)))
    }

    @Test("values of every kind are read")
    func values() throws {
        let text = #" {"a": [1, -2.5e+3, true, false, null, {}, []], "b": "\"\\\/\b\f\n\r\té\ud83c\udf89"} "#
        let expected: JSONValue = .object([
            "a": .array([
                .number("1"), .number("-2.5e+3"), .boolean(true), .boolean(false), .null, .object([:]), .array([]),
            ]),
            "b": .string("\"\\/\u{8}\u{C}\n\r\té🎉"),
        ])
        #expect(try JSONReader.read(Array(text.utf8)) == expected)
    }

    @Test("a byte order mark is skipped, the last of two members counts, unknown members do not matter")
    func leniency() throws {
        let members = try JSONMembers([0xEF, 0xBB, 0xBF] + Array(#"{"a":1,"a":2,"x":[{}]}"#.utf8))
        #expect(try members.integer("a") == 2)
    }

    @Test("numbers are read from text and fractions, within 32 bits")
    func integers() throws {
        let members = try self.members(
            #"{"a":"9","b":9.7,"c":"","d":null,"e":-2147483648,"f":1e3,"g":" 7 ","h":-9.7}"#
        )
        #expect(try members.integer("a") == 9)
        #expect(try members.integer("b") == 9)
        #expect(try members.integer("c") == nil)
        #expect(try members.integer("d") == nil)
        #expect(try members.integer("e") == -2_147_483_648)
        #expect(try members.integer("f") == 1000)
        #expect(try members.integer("g") == 7)
        #expect(try members.integer("h") == -9)
        #expect(try members.integer("absent") == nil)
        for wrong in ["true", "[]", "{}", "\"x\"", "2147483648", "1e30", "\"9.7x\"", "99999999999999999999", "1e400"] {
            let members = try self.members("{\"a\":\(wrong)}")
            #expect(throws: APIError.self, "\(wrong)") { try members.integer("a") }
        }
    }

    @Test("texts are read from numbers and booleans")
    func strings() throws {
        let members = try self.members(#"{"a":5,"b":true,"c":null,"d":"","e":9007199254740993}"#)
        #expect(try members.string("a") == "5")
        #expect(try members.string("b") == "true")
        #expect(try members.string("c") == nil)
        #expect(try members.string("d")?.isEmpty == true)
        #expect(try members.string("e") == "9007199254740993")
        for wrong in ["[]", "{}"] {
            let members = try self.members("{\"a\":\(wrong)}")
            #expect(throws: APIError.self) { try members.string("a") }
        }
    }

    @Test("truth values are read from texts and numbers")
    func booleans() throws {
        let members = try self.members(#"{"a":true,"b":"true","c":1,"d":null,"e":0,"f":"false","g":false,"h":""}"#)
        for name in ["a", "b", "c"] { #expect(try members.boolean(name)) }
        for name in ["d", "e", "f", "g", "h", "absent"] { #expect(try !members.boolean(name)) }
        for wrong in ["\"yes\"", "[]", "{}", "1.5"] {
            let members = try self.members("{\"a\":\(wrong)}")
            #expect(throws: APIError.self, "\(wrong)") { try members.boolean("a") }
        }
    }

    @Test("a map's values become text, and null counts as absent")
    func maps() throws {
        let members = try self.members(#"{"configs":{"a":1,"b":true,"c":null,"d":"x"},"n":null}"#)
        #expect(try members.strings("configs") == ["a": "1", "b": "true", "d": "x"])
        #expect(try members.strings("n").isEmpty)
        #expect(try members.strings("absent").isEmpty)
        for wrong in ["1", "[]", "\"x\"", "{\"a\":[]}"] {
            let members = try self.members("{\"configs\":\(wrong)}")
            #expect(throws: APIError.self, "\(wrong)") { try members.strings("configs") }
        }
    }

    @Test("a body must be an object", arguments: ["null", "[]", "1", "\"x\"", ""])
    func noObject(_ text: String) {
        #expect(throws: APIError.self) { try self.members(text) }
    }
}
