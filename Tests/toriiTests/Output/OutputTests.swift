import Testing

@testable import torii

@Suite("Printing results")
struct OutputTests {
    private let columns = [
        OutputColumn(name: "名前"), OutputColumn(name: "n", isNumeric: true),
        OutputColumn(name: "d", isNumeric: true, isBareInJSON: true),
    ]
    private let rows: [[JSONValue]] = [
        [.string("鳥居"), .number("1"), .string("1.10")],
        [.string("a\nb"), .null, .string("99999999999999999999999999999999999.999")],
    ]

    private func print(_ format: OutputFormat, pages: [[[JSONValue]]], _ columns: [OutputColumn]? = nil) -> String {
        var printer = ResultPrinter(format: format, columns: columns ?? self.columns)
        var text = ""
        for page in pages { text += printer.page(page) }
        return text + printer.end()
    }

    @Test("a table is aligned by columns on the screen, numbers to the right, NULL shown, rows counted")
    func table() {
        #expect(
            self.print(.table, pages: [self.rows, [[.string("x"), .number("-22"), .null]]]) == """
                 名前 |    n |                                       d
                ------+------+-----------------------------------------
                 鳥居 |    1 |                                    1.10
                 a\\nb | NULL | 99999999999999999999999999999999999.999
                 x    |  -22 |                                    NULL
                (3 rows)

                """
        )
    }

    @Test("an empty result still has its head")
    func empty() {
        #expect(self.print(.table, pages: [], [OutputColumn(name: "a")]) == " a\n---\n(0 rows)\n")
        #expect(self.print(.csv, pages: [], [OutputColumn(name: "a")]) == "a\r\n")
        #expect(self.print(.json, pages: [], [OutputColumn(name: "a")]) == "[]\n")
        #expect(self.print(.table, pages: [[[.number("1")]]], [OutputColumn(name: "a")]).hasSuffix("(1 row)\n"))
    }

    @Test("CSV quotes what RFC 4180 says, and tells NULL from an empty text")
    func csv() {
        let row: [JSONValue] = [
            .string("a,b"), .string("say \"x\""), .string("l1\r\nl2"), .null, .string(""), .boolean(true),
        ]
        let columns = "abcdef".map { OutputColumn(name: String($0)) }
        #expect(
            self.print(.csv, pages: [[row], [row]], columns)
                == "a,b,c,d,e,f\r\n"
                + String(repeating: "\"a,b\",\"say \"\"x\"\"\",\"l1\r\nl2\",,\"\",true\r\n", count: 2)
        )
    }

    @Test("JSON keeps numbers digit by digit, decimals bare, and equal names apart")
    func json() {
        #expect(
            self.print(.json, pages: [[self.rows[0]], [self.rows[1]]]) == """
                [
                  {"名前":"鳥居","n":1,"d":1.10},
                  {"名前":"a\\nb","n":null,"d":99999999999999999999999999999999999.999}
                ]

                """
        )
        let twice = [OutputColumn(name: "a"), OutputColumn(name: "a"), OutputColumn(name: "a_2")]
        #expect(
            JSONFormatter.object([.number("1"), .number("2"), .number("3")], columns: twice)
                == "{\"a\":1,\"a_2\":2,\"a_2_2\":3}"
        )
        // What is no number stays a text.
        #expect(
            JSONFormatter.object([.string("Infinity")], columns: [OutputColumn(name: "d", isBareInJSON: true)])
                == "{\"d\":\"Infinity\"}"
        )
    }

    @Test(
        "the width is what a terminal shows",
        arguments: [
            ("abc", 3), ("鳥居", 4), ("é", 1), ("e\u{301}", 1), ("👍", 2), ("👨‍👩‍👧", 2), ("ｶ", 1), ("한글", 4), ("❤️", 2),
            ("", 0),
        ]
    )
    func widths(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }
}
