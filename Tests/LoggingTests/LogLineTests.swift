import Synchronization
import Testing

@testable import Logging

@Suite("Log lines")
struct LogLineTests {
    static let time = LogTime(milliseconds: 1_795_687_200_123)

    static func line(_ format: LogFormat, _ fields: LogFields) -> String {
        var line = LogLine(format: format, time: Self.time, level: .info, event: "session opened")
        for field in fields.fields { line.add(field) }
        return String(decoding: line.finish(), as: UTF8.self)
    }

    @Test("a logfmt line begins with time, level and event, and quotes only what needs it")
    func logfmt() {
        let line = Self.line(
            .logfmt,
            [.session: "5b44d8f7", .user: "a b", .status: 200, .duration: .duration(.microseconds(1050))]
        )
        #expect(
            line == "time=2026-11-26T10:00:00.123Z level=info event=\"session opened\" "
                + "session=5b44d8f7 user=\"a b\" status=200 duration_ms=1.050\n"
        )
    }

    @Test("a JSON line has the same members, numbers bare")
    func json() {
        let line = Self.line(.json, [.user: "x", .rows: .integer(-3), .state: .boolean(true)])
        #expect(
            line == "{\"time\":\"2026-11-26T10:00:00.123Z\",\"level\":\"info\",\"event\":\"session opened\","
                + "\"user\":\"x\",\"rows\":-3,\"state\":true}\n"
        )
    }

    @Test(
        "a value can neither break its line, nor end its quotes, nor move a terminal",
        arguments: [
            ("a\nlevel=error", "\"a\\nlevel=error\""), ("a\"b", "\"a\\\"b\""), ("\u{1B}[2J", "\"\\u001b[2J\""),
            ("", "\"\""),
            ("a\\b", "\"a\\\\b\""), ("a=b", "\"a=b\""), ("\u{9B}1m", "\"\\u009b1m\""), ("\u{2028}", "\"\\u2028\""),
            ("\u{202E}x", "\"\\u202ex\""), ("Zoë", "Zoë"), ("鳥居", "鳥居"), ("\r\n", "\"\\r\\n\""),
        ]
    )
    func escapes(value: String, written: String) {
        let line = Self.line(.logfmt, [.user: .text(value)])
        #expect(line.hasSuffix(" user=\(written)\n"))
    }

    @Test(
        "a duration of any length is written",
        arguments: [(Duration.seconds(-1), "-1000.000"), (.nanoseconds(999), "0.000")]
    )
    func durations(duration: Duration, written: String) {
        #expect(Self.line(.logfmt, [.duration: .duration(duration)]).hasSuffix("duration_ms=\(written)\n"))
    }

    @Test(
        "the time is the calendar's, also on a leap day and before 2001",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_007, "2000-02-29T00:00:00.007Z"),
        ]
    )
    func times(milliseconds: Int, text: String) {
        var bytes: [UInt8] = []
        LogTime(milliseconds: milliseconds).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}
