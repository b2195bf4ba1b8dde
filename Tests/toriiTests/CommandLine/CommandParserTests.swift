import Testing

@testable import torii

@Suite("The command line")
struct CommandParserTests {
    private func parse(_ line: String) throws -> Command {
        try CommandParser.parse(line.split(separator: " ").map(String.init))
    }

    private func refusal(_ line: String) -> String? {
        do throws(UsageError) {
            _ = try CommandParser.parse(line.split(separator: " ").map(String.init))
            return nil
        } catch {
            return error.message
        }
    }

    @Test("serve takes a file and keys, in order, values with = in them whole")
    func serve() throws {
        let command = try self.parse("serve --config a.conf --torii.node.name=x=y --torii.engine.duckdb.init.1=SELECT")
        #expect(
            command
                == .serve(
                    ServeOptions(
                        file: "a.conf",
                        settings: [
                            .init(key: "torii.node.name", value: "x=y"),
                            .init(key: "torii.engine.duckdb.init.1", value: "SELECT"),
                        ]
                    )
                )
        )
        #expect(try self.parse("serve --config=b.conf") == .serve(ServeOptions(file: "b.conf")))
    }

    @Test("sql takes its statement from -e, a file or standard input")
    func sql() throws {
        let command = try CommandParser.parse([
            "sql", "--url", "http://h:1/", "--user=u", "--format", "CSV", "-e", "SELECT 1",
        ])
        #expect(
            command
                == .sql(SQLOptions(url: .init(host: "h", port: 1), user: "u", format: .csv, source: .text("SELECT 1")))
        )
        #expect(try self.parse("sql a.sql") == .sql(SQLOptions(source: .file("a.sql"))))
        #expect(try self.parse("sql -") == .sql(SQLOptions()))
        #expect(try self.parse("sql") == .sql(SQLOptions()))
    }

    @Test("cluster status, version and help")
    func others() throws {
        #expect(try self.parse("cluster status --format json") == .clusterStatus(.init(format: .json)))
        #expect(try self.parse("version") == .version)
        #expect(try self.parse("--version") == .version)
        #expect(try self.parse("--help") == .help(.overview))
        #expect(try self.parse("help cluster status") == .help(.cluster))
        for name in ["serve", "sql", "version"] {
            #expect(try self.parse("\(name) --help") == self.parse("help \(name)"))
        }
    }

    @Test(
        "what is wrong is named, with what may have been meant",
        arguments: [
            ("", "a command is missing"),
            ("sevre", "\"sevre\" is no command; did you mean serve?"),
            ("help sq", "\"sq\" is no command; did you mean sql?"),
            ("xyzzy", "\"xyzzy\" is no command"),
            ("version x", "\"x\" is one argument too many"),
            ("serve a.conf", "\"a.conf\" is no option; a configuration file is named with --config"),
            ("serve --config", "--config needs a value"),
            ("serve --config a --config b", "--config is given twice"),
            ("serve --confg=a", "--confg is no option; did you mean --config?"),
            ("serve --torii.node.nme=a", "--torii.node.nme: there is no such key; did you mean torii.node.name?"),
            ("serve --torii.node.name a", "--torii.node.name needs a value: --torii.node.name=VALUE"),
            ("sql --fromat csv", "\"--fromat\" is no option; did you mean --format?"),
            ("sql --format cvs", "\"cvs\" is no value of --format; did you mean csv?; there are: table, csv, json"),
            ("sql --url ftp://x", "\"ftp://x\" is no gateway's URL: expected http://host:port"),
            (
                "cluster status --url https://h:1",
                "\"https://h:1\": https is not spoken here; name the gateway's http://host:port"
            ),
            ("sql -e a -e b", "-e is given twice"),
            ("sql a b", "one statement at a time: give either -e, or one file, or nothing to read standard input"),
            ("cluster", "\"torii cluster\" needs a subcommand: status"),
            ("cluster stats", "\"stats\" is no subcommand of \"torii cluster\"; did you mean status?"),
        ]
    )
    func refusals(line: String, message: String) {
        #expect(self.refusal(line) == message)
    }

    @Test("a URL names host and port; the port may be left out")
    func urls() {
        #expect(GatewayURL("http://h:1")?.description == "http://h:1")
        #expect(GatewayURL("HTTP://h/")?.description == "http://h:10099")
        #expect(GatewayURL("h:8080")?.port == 8080)
        #expect(GatewayURL("http://[::1]:5")?.host == "::1")
        #expect(GatewayURL("http://[::1]")?.description == "http://[::1]:10099")
        for text in ["", "http://", "https://h", "http://h:0", "http://h/x", "http://u@h", "::1", "http://h:x"] {
            #expect(GatewayURL(text) == nil, "\(text)")
        }
    }

    @Test("help on serve shows every key with its meaning, and no line is too long")
    func help() {
        let text = HelpText.text(.serve)
        for entry in ConfigurationTable.sections.flatMap(\.entries) {
            #expect(text.contains("\n  \(entry.name)  ("), "\(entry.name)")
        }
        for topic in HelpTopic.allCases {
            let lines = HelpText.text(topic).split(separator: "\n")
            #expect(!lines.isEmpty && lines.allSatisfy { $0.count <= 120 })
        }
    }
}
