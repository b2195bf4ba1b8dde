import Testing

@testable import Sessions

@Suite("The log of an operation")
struct OperationLogTests {
    private let now = Moment(wall: 1_795_388_021_074, uptime: 5)

    @Test(
        "times are UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_388_021_074, "2026-11-22T22:53:41.074Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func times(wall: Int64, text: String) {
        #expect(LogTime.text(wall) == text)
    }

    @Test("the gateway's lines carry time and level; statement and engine lines come as they are")
    func lines() {
        var log = OperationLog()
        log.add(at: self.now) { "begun" }
        log.add(statement: "select 1,\n  2")
        log.add(engine: ["stage 1", "two\r\nlines", ""])
        log.add(level: .error, at: self.now) { "failed" }
        log.render()
        #expect(
            log.lines == [
                "2026-11-22T22:53:41.074Z INFO begun", "select 1,", "  2", "stage 1", "two", "lines", "",
                "2026-11-22T22:53:41.074Z ERROR failed",
            ]
        )
    }

    @Test("what the engine logs is cut at its bound, the gateway's lines still follow")
    func bounded() {
        var log = OperationLog(limits: .init(statementBytes: 5, engineBytes: 10, engineLines: 3))
        log.add(statement: "select 12345")
        log.render()
        #expect(log.lines == ["selec", "(7 further bytes of the statement left out)"])
        for _ in 0..<100 {
            log.add(engine: ["x"])
        }
        log.add(at: self.now) { "end" }
        log.render()
        #expect(
            log.lines.dropFirst(2) == [
                "x", "x", "x", "(further lines of the engine left out)", "2026-11-22T22:53:41.074Z INFO end",
            ]
        )
        var long = OperationLog(limits: .init(statementBytes: 5, engineBytes: 10, engineLines: 3))
        long.add(engine: ["12345678901"])
        long.render()
        #expect(long.lines == ["(further lines of the engine left out)"])
    }
}
