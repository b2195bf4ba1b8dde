import Testing

@testable import RestAPI

@Suite("Who asks")
struct AuthenticationTests {
    private func user(_ values: String...) throws(APIError) -> String {
        try Authentication().caller(authorization: values, clientAddress: [], peer: "10.0.0.1").user
    }

    private func status(_ values: String...) -> Int? {
        do {
            _ = try Authentication().caller(authorization: values, clientAddress: [], peer: "10.0.0.1")
            return nil
        } catch {
            return error.status
        }
    }

    @Test("the user of Basic stands before the first colon")
    func basic() throws {
        #expect(try Authentication().caller(authorization: [], clientAddress: [], peer: "").user == "anonymous")
        // colin:pa:ss, kyuubi without a colon, :secret, žofie:x
        #expect(try self.user("Basic Y29saW46cGE6c3M=") == "colin")
        #expect(try self.user("BASIC a3l1dWJp") == "kyuubi")
        #expect(try self.user("basic OnNlY3JldA==") == "anonymous")
        #expect(try self.user("Basic xb5vZmllOng=") == "žofie")
        #expect(try self.user("Basic   a3l1dWJp") == "kyuubi")
    }

    @Test("what is no Basic is refused")
    func refused() {
        #expect(self.status("Basic !!!!") == 401)
        #expect(self.status("Basic a3l1d") == 401)
        #expect(self.status("Basic /////w==") == 401)
        #expect(self.status("Bearer abc") == 401)
        #expect(self.status("Basic") == 403)
        #expect(self.status("Basic a3l1dWJp", "Basic a3l1dWJp") == 401)
        #expect(self.status("Basic AAAA") == 401)
    }

    @Test("a proxy's word for the client's address counts from a trusted one alone")
    func clientAddress() throws {
        var authentication = Authentication()
        func address(_ told: [String], peer: String) throws -> String {
            try authentication.caller(authorization: [], clientAddress: told, peer: peer).clientAddress
        }
        #expect(try address(["203.0.113.7"], peer: "127.0.0.1") == "203.0.113.7")
        #expect(try address(["2001:db8::1"], peer: "::1") == "2001:db8::1")
        #expect(try address(["203.0.113.7"], peer: "::ffff:127.0.0.9") == "203.0.113.7")
        #expect(try address(["203.0.113.7"], peer: "10.0.0.1") == "10.0.0.1")
        #expect(try address(["somewhere"], peer: "127.0.0.1") == "127.0.0.1")
        #expect(try address(["203.0.113.7", "203.0.113.8"], peer: "127.0.0.1") == "127.0.0.1")
        #expect(try address([], peer: "127.0.0.1") == "127.0.0.1")
        authentication.trustedProxies = [try #require(AddressRange("10.0.0.0/12"))]
        #expect(try address(["203.0.113.7"], peer: "10.15.0.1") == "203.0.113.7")
        #expect(try address(["203.0.113.7"], peer: "10.16.0.1") == "10.16.0.1")
        #expect(try address(["203.0.113.7"], peer: "127.0.0.1") == "127.0.0.1")
    }

    @Test(
        "a range is an address and its bits",
        arguments: ["", "x", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0/8", "/8"]
    )
    func ranges(_ text: String) {
        #expect(AddressRange(text) == nil)
    }
}
