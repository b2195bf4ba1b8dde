import FoundationEssentials
import Testing

@testable import torii

@Suite("The table of keys")
struct TableTests {
    private let entries = ConfigurationTable.sections.flatMap(\.entries)

    @Test("every key constant is in the table")
    func complete() throws {
        let keys = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/torii/Configuration/Keys")
        var constants = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: keys.path) {
            let text = try String(contentsOf: keys.appendingPathComponent(file), encoding: .utf8)
            constants += text.split(separator: "\n").count { $0.contains("= ConfigurationKey(") }
        }
        #expect(constants > 50)
        #expect(constants == self.entries.count - EngineAttribute.entries.count)
    }

    @Test("names, aliases and variables are unique")
    func unique() {
        let names = self.entries.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
        let variables = names.map { ConfigurationEntry.variable(of: $0) }
        #expect(Set(variables).count == variables.count)
    }

    @Test("every default is a valid value of its key, and every key says what it means")
    func sound() {
        for entry in self.entries {
            // A key that is off by default says so by an empty text, which it may read again.
            #expect(entry.isSecret || entry.problem(entry.fallback) == nil, "\(entry.name)")
            #expect(entry.meaning.hasSuffix("."), "\(entry.name)")
        }
    }

    @Test(
        "the variable of a key is found again",
        arguments: [
            ("torii.node.name", "TORII_NODE_NAME"),
            ("kyuubi.server.conf.retrieveMode", "TORII_KYUUBI_SERVER_CONF_RETRIEVEMODE"),
            ("torii.engine.duckdb.init.1", "TORII_ENGINE_DUCKDB_INIT_1"),
            ("torii.duckdb.library", "TORII_DUCKDB_LIBRARY"),
        ]
    )
    func variables(key: String, variable: String) {
        #expect(ConfigurationEntry.variable(of: key) == variable)
        #expect(ConfigurationTable.key(ofVariable: variable) == key)
    }

    @Test(
        "engine keys need a name and a known attribute",
        arguments: [
            "torii.engine.type", "torii.engine..type", "torii.engine.A.type", "torii.engine.a.init",
            "torii.engine.a.init.x",
            "torii.engine.a.init.01", "torii.engine.a.init.-1", "torii.engine.NAME.type", "torii.engine.a.init.N",
        ]
    )
    func engineKeys(key: String) {
        #expect(ConfigurationTable.find(key) == nil)
    }

    @Test("the nearest word is suggested, and none where none is near")
    func suggestions() {
        #expect(Suggestion.nearest(to: "srever", among: ["serve", "server"]) == "server")
        #expect(Suggestion.nearest(to: "sreve", among: ["serve", "sql"]) == "serve")
        #expect(Suggestion.nearest(to: "xyz", among: ["sql", "serve"]) == nil)
        #expect(Suggestion.distance(Array("abcd"), Array("acbd")) == 1)
        #expect(Suggestion.distance(Array(""), Array("abc")) == 3)
    }
}
