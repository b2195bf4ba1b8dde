import Testing

@testable import torii

/// What is not acted on is refused: an operator who sets it would count on it.
@Suite
struct RefusedKeyTests {
    @Test(
        "keys that would change nothing are unknown, and a list of addresses takes no range",
        arguments: [
            ("kyuubi.server.administrators", "ann"), ("kyuubi.server.redaction.regex", "a("),
            ("kyuubi.frontend.rest.legacy.v1.sessionsReturnAllUsers", "false"), ("kyuubi.authentication", "LDAP"),
            ("kyuubi.server.limit.connections.ip.deny.list", "10.0.0.0/8"),
        ]
    )
    func refused(_ key: String, _ value: String) {
        #expect(throws: ConfigurationError.self) {
            _ = try ConfigurationReader.read(file: nil, environment: [:], arguments: [(key, value)])
        }
    }
}
