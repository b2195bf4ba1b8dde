import Testing

@testable import torii

@Suite("Configuration values")
struct ValueTests {
    @Test(
        "durations come as ISO-8601, milliseconds, or a number with a unit",
        arguments: [
            ("PT6H", Duration.seconds(21600)), ("21600000", .seconds(21600)), ("30s", .seconds(30)),
            ("5 min", .seconds(300)),
            ("250ms", .milliseconds(250)), ("2h", .seconds(7200)), ("1d", .seconds(86400)), ("0", .zero),
            ("PT0.25S", .milliseconds(250)),
        ]
    )
    func durations(text: String, duration: Duration) {
        #expect(ValueType.duration.parse(text) == duration)
        #expect(ValueType.duration.parse(ValueType.duration.describe(duration)) == duration)
    }

    @Test(
        "what is no duration is refused",
        arguments: ["", "s", "-1", "1.5s", "6 hours", "PT", "99999999999999999d", "+1"]
    )
    func noDurations(text: String) {
        #expect(ValueType.duration.parse(text) == nil)
    }

    @Test("a time that must be more than nothing is")
    func positive() {
        #expect(ValueType.positiveDuration.parse("0s") == nil)
        #expect(ValueType.positiveDuration.parse("1ms") == .milliseconds(1))
    }

    @Test(
        "sizes count in powers of 1024",
        arguments: [
            ("8m", 8 << 20), ("256 MiB", 256 << 20), ("1048576", 1 << 20), ("4GB", 4 << 30), ("2k", 2048), ("7 b", 7),
            ("0", 0),
            ("1T", 1 << 40),
        ]
    )
    func sizes(text: String, bytes: Int) {
        #expect(ValueType.size.parse(text) == bytes)
        #expect(ValueType.size.parse(ValueType.size.describe(bytes)) == bytes)
    }

    @Test("what is no size is refused", arguments: ["", "m", "-1", "1.5m", "8 ib", "8mm", "8 mibb", "99999999999999g"])
    func noSizes(text: String) {
        #expect(ValueType.size.parse(text) == nil)
    }

    @Test("a host and a port; IPv6 stands in brackets")
    func hostPort() {
        #expect(HostPort("node-1:10099")?.port == 10099)
        #expect(HostPort("[::1]:80")?.host == "::1")
        #expect(HostPort("[::1]:80")?.description == "[::1]:80")
        for text in ["", "a", ":1", "a:", "a:0", "a:65536", "::1:80", "a b:1", "a:+1", "a:1 "] {
            #expect(HostPort(text) == nil, "\(text)")
        }
    }

    @Test("a range of addresses holds those that begin with its bits")
    func ranges() throws {
        let loopback = try #require(AddressRange("127.0.0.0/8"))
        #expect(loopback.contains("127.1.2.3"))
        #expect(loopback.contains("::ffff:127.0.0.1"))
        #expect(!loopback.contains("128.0.0.1"))
        #expect(!loopback.contains("::1"))
        #expect(!loopback.contains("localhost"))
        let odd = try #require(AddressRange("10.0.0.64/26"))
        #expect(odd.contains("10.0.0.127") && !odd.contains("10.0.0.128") && !odd.contains("10.0.0.63"))
        #expect(AddressRange("fe80::/10")?.contains("fe80::1") == true)
        #expect(AddressRange("0.0.0.0/0")?.contains("9.9.9.9") == true)
        for text in ["", "10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/", "10.0.0.0/-1"] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
    }

    @Test("lists are trimmed, and one bad element spoils them")
    func lists() {
        #expect(ValueType.name.list.parse(" a , b,,c ") == ["a", "b", "c"])
        #expect(ValueType.name.list.parse("") == [])
        #expect(ValueType.addressRange.list.parse("127.0.0.1,x") == nil)
    }

    @Test("znode paths are absolute and plain", arguments: ["torii", "/", "", "/a//b", "/a/", "/a/../b", "/./a"])
    func znodePaths(text: String) {
        #expect(ValueType.znodePath.parse(text) == nil)
        #expect(ValueType.znodePath.parse("/a/b-c") == "/a/b-c")
    }

    @Test("a secret shows in no output")
    func secrets() {
        let secret = Secret("0123456789abcdef")
        #expect(
            !"\(secret) \(String(reflecting: secret)) \(Mirror(reflecting: secret).children.count)".contains("0123")
        )
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("0123"))
        #expect(!ValueType.secret.describe(secret).contains("0123"))
    }
}
