import Handles
import Testing

@testable import Cluster

@Suite("The cluster's identity")
struct IdentityTests {
    private let secret = Array("a secret long enough".utf8)

    @Test("accepts the record it made, with the same secret")
    func sameSecret() throws {
        let made = ClusterIdentity(secret: try ClusterSecret(self.secret))
        let found = try ClusterIdentity(made.record, secret: try ClusterSecret(self.secret))
        let handle = made.handleKey.issue(.session, by: Incarnation(rawValue: 1))
        #expect(found.handleKey.verify(handle.description, as: .session) == handle)
    }

    @Test("refuses another secret, and names neither")
    func otherSecret() throws {
        let made = ClusterIdentity(secret: try ClusterSecret(self.secret))
        do {
            _ = try ClusterIdentity(made.record, secret: try ClusterSecret("another secret, long enough".utf8))
            Issue.record("another secret was taken")
        } catch let error as ClusterError {
            #expect(error.code == .wrongSecret)
            #expect(!error.message.contains("secret, long enough"))
        }
        #expect("\(try ClusterSecret(self.secret))" == "ClusterSecret")
    }

    @Test("two clusters with the same secret refuse each other's handles")
    func otherCluster() throws {
        let one = ClusterIdentity(secret: try ClusterSecret(self.secret))
        let other = ClusterIdentity(secret: try ClusterSecret(self.secret))
        let handle = one.handleKey.issue(.session, by: Incarnation(rawValue: 1))
        #expect(other.handleKey.verify(handle.description, as: .session) == nil)
    }

    @Test("a secret that can be guessed is refused")
    func shortSecret() {
        #expect(throws: ClusterError.self) { try ClusterSecret("secret".utf8) }
    }

    @Test("the code is HMAC-SHA256 over the fields, each with its length before it")
    func referenceCode() {
        let authentication = MessageAuthentication(key: Array("Jefe".utf8))
        let code = authentication.code(of: [Array("ab".utf8), Array("c".utf8)])
        // Python: f = lambda b: len(b).to_bytes(8, "big") + b
        //         hmac.new(b"Jefe", f(b"ab") + f(b"c"), "sha256").hexdigest()
        let expected = "d69f23c0aa1566497dd87be51ab3a9c7f96909397737ceb25979da636f71c321"
        #expect(code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
        #expect(authentication.code(of: [Array("a".utf8), Array("bc".utf8)]) != code)
    }
}
