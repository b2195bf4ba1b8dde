import FoundationEssentials
import Sessions
import Testing

@testable import torii

@Suite("Keys of sessions")
struct SessionKeyTests {
    @Test("every key that means something in a session stands in the page on configuration")
    func documented() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/configuration.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        #expect(SessionKeys.all.count > 15)
        for key in SessionKeys.all { #expect(text.contains("`\(key)`"), "\(key)") }
    }

    @Test("what a node says for its sessions reaches them as they would say it themselves, and nothing else does")
    func defaults() throws {
        let arguments = [
            ("kyuubi.operation.result.max.rows", "10"), ("kyuubi.operation.plan.only.mode", "PHYSICAL"),
            ("kyuubi.operation.progress.enabled", "true"), ("kyuubi.session.engine.launch.async", "FALSE"),
            ("kyuubi.session.idle.timeout", "PT1H"),
        ]
        let configuration = try ConfigurationReader.read(arguments: arguments.map { (key: $0.0, value: $0.1) })
        #expect(
            configuration.sessionDefaults == [
                "kyuubi.operation.result.max.rows": "10", "kyuubi.operation.plan.only.mode": "physical",
                "kyuubi.operation.progress.enabled": "true", "kyuubi.session.engine.launch.async": "false",
            ]
        )
        #expect(Configuration().sessionDefaults == [:])
        for key in configuration.sessionDefaults.keys { #expect(SessionKeys.all.contains(key)) }
    }

    @Test(
        "a plan that no engine here can show, and text that is no value, are refused when the node starts",
        arguments: [
            ("kyuubi.operation.plan.only.mode", "parse"), ("kyuubi.operation.result.max.rows", "-1"),
            ("kyuubi.server.info.provider", "NOBODY"), ("kyuubi.operation.progress.enabled", "yes"),
        ]
    )
    func refused(_ key: String, _ value: String) {
        #expect(throws: ConfigurationError.self) {
            _ = try ConfigurationReader.read(arguments: [(key: key, value: value)])
        }
    }
}
