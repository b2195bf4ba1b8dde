import Testing

@testable import ZooKeeper

@Suite("Paths, errors and log lines")
struct ValueTests {
    @Test("Well-formed paths are accepted", arguments: ["/", "/a", "/a/b-c.d", "/..a", "/a/...", "/ü ß"])
    func validPath(path: String) {
        #expect(ZNodePath.isValid(path))
    }

    @Test(
        "Malformed paths are refused",
        arguments: ["", "a", "a/b", "/a/", "//", "/a//b", "/.", "/a/..", "/./a", "/a\0b", "/a\u{1}", "/a\u{85}"]
    )
    func invalidPath(path: String) {
        #expect(!ZNodePath.isValid(path))
    }

    @Test("A sequential path may end with a slash, for digits follow")
    func sequentialPath() {
        #expect(ZNodePath.isValid("/a/", isSequential: true))
        #expect(ZNodePath.isValid("/a/.", isSequential: true))
        #expect(!ZNodePath.isValid("/a//", isSequential: true))
    }

    @Test("The outcome is unknown where an answer was lost")
    func unknownOutcome() {
        #expect(ZooKeeperError(.connectionLoss).isOutcomeUnknown)
        #expect(ZooKeeperError(.operationTimeout).isOutcomeUnknown)
        #expect(!ZooKeeperError(.nodeExists).isOutcomeUnknown)
        #expect(!ZooKeeperError(.closing).isOutcomeUnknown)
        #expect(ZooKeeperError(.closing, isOutcomeUnknown: true).isOutcomeUnknown)
    }

    @Test("An error's description names code, path and outcome")
    func description() {
        #expect("\(ZooKeeperError(.noNode, path: "/a"))" == "ZooKeeperError(noNode, /a)")
        #expect("\(ZooKeeperError(.connectionLoss))" == "ZooKeeperError(connectionLoss, outcome unknown)")
        #expect("\(ZooKeeperError(.other(-5), operationIndex: 2))" == "ZooKeeperError(other(-5), operation 2)")
    }

    @Test("Durations become whole milliseconds")
    func milliseconds() {
        #expect(Duration.milliseconds(1500).milliseconds == 1500)
        #expect(Duration.zero.milliseconds == 0)
        #expect(Duration.seconds(Int64.max).milliseconds == 2_000_000_000)
    }

    @Test("A flood of log lines is cut and counted")
    func logLimit() {
        var limiter = LogLimiter(limit: 2, interval: .seconds(10))
        let start = ContinuousClock.now
        #expect(limiter.lineLogged("a", at: start) == ["a"])
        #expect(limiter.lineLogged("b", at: start + .seconds(1)) == ["b"])
        #expect(limiter.lineLogged("c", at: start + .seconds(2)) == [])
        #expect(limiter.lineLogged("d", at: start + .seconds(9)) == [])
        #expect(limiter.lineLogged("e", at: start + .seconds(10)) == ["2 lines left out", "e"])
        #expect(limiter.lineLogged("f", at: start + .seconds(30)) == ["f"])
    }
}
