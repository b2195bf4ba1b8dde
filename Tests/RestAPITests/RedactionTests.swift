import Testing

@testable import RestAPI

@Suite("What of a session's configuration is shown")
struct RedactionTests {
    private let configs = [
        "a": "1", "my.Password": "x", "b": "a SECRET", "fs.access.key": "y", "fs.accessXkey": "z", "jwt": "eyJ",
    ]

    private func hidden(_ redaction: Redaction) -> [String] {
        redaction.shown(self.configs).filter { $0.value == Redaction.replacement }.map(\.key).sorted()
    }

    @Test("by default values that look like secrets, or whose keys do, are replaced, whatever their letters")
    func usual() throws {
        let expected = ["b", "fs.access.key", "my.Password"]
        #expect(self.hidden(Redaction()) == expected)
        #expect(Redaction().shown(self.configs)["a"] == "1")
        // The words that stand for the usual expression find what it finds.
        let asExpression = try SecretPattern("(?:" + SecretPattern.usualText + ")")
        #expect(self.hidden(Redaction(pattern: asExpression)) == expected)
    }

    @Test("an operator's own pattern takes the place of the usual one")
    func own() throws {
        #expect(try self.hidden(Redaction(pattern: SecretPattern("^jwt$|^1$"))) == ["a", "jwt"])
        #expect(throws: (any Error).self) { try SecretPattern("a(") }
    }

    @Test("the other modes show everything, or nothing")
    func modes() {
        #expect(Redaction(.original).shown(self.configs) == self.configs)
        #expect(Redaction(.none).shown(self.configs) == [:])
    }
}
