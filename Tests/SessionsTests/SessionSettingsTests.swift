import Testing

@testable import Sessions

@Suite("What a session is opened with")
struct SessionSettingsTests {
    @Test("prefixes are stripped, database and catalog taken out")
    func prefixes() throws {
        let settings = try SessionSettings([
            "set:hiveconf:a": "1", "set:hivevar:b": "2", "set:system:c": "3", "set:metaconf:d": "4", "set:e": "5",
            "f": "6", "hiveconf:g": "7", "hivevar:h": "8", "metaconf:i": "9", "env:j": "10",
            "use:database": "db", "use:catalog": "cat", "set:kyuubi.session.name": "demo",
        ])
        #expect(
            settings.values.all == [
                "a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6", "g": "7", "h": "8", "i": "9", "env:j": "10",
                "kyuubi.session.name": "demo", "use:database": "db", "use:catalog": "cat",
            ]
        )
        #expect(settings.database == "db")
        #expect(settings.catalog == "cat")
        #expect(settings.name == "demo")
        #expect(settings.idleTimeout == nil)
    }

    @Test("time-outs are read in both spellings, under the old name too")
    func timeouts() throws {
        #expect(try SessionSettings(["kyuubi.session.idle.timeout": "PT6H"]).idleTimeout == .seconds(21_600))
        #expect(try SessionSettings(["set:kyuubi.session.timeout": "5000"]).idleTimeout == .seconds(5))
        let both = ["kyuubi.session.idle.timeout": "1", "kyuubi.session.timeout": "2"]
        #expect(try SessionSettings(both).idleTimeout == .milliseconds(1))
        let launch = ["kyuubi.session.engine.initialize.timeout": "PT1S"]
        #expect(try SessionSettings(launch).launchTimeout == .seconds(1))
    }

    @Test("environment variables and durations that are none are refused")
    func refused() {
        let environment = SessionError(.invalidArgument, "env:* variables can not be set")
        #expect(throws: environment) { try SessionSettings(["set:env:PATH": "x"]) }
        #expect(throws: SessionError.self) { try SessionSettings(["kyuubi.session.idle.timeout": "soon"]) }
    }

    @Test(
        "the effective query time-out is the smaller one, none where neither is set",
        arguments: [
            (0, nil, nil), (-5, nil, nil), (60, nil, 60), (60, 30, 30), (20, 30, 20), (0, 30, 30),
            (Int.max, nil, 315_360_000),
        ] as [(Int, Int?, Int?)]
    )
    func queryTimeout(asked: Int, bound: Int?, effective: Int?) {
        let request = StatementRequest(statement: "", queryTimeout: asked)
        #expect(request.effectiveTimeout(serverBound: bound.map { .seconds($0) }) == effective.map { .seconds($0) })
    }
}
