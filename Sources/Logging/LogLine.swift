/// How lines are written.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// `time=2026-11-26T10:00:00.123Z level=info event="session opened" session=...`
    case logfmt
    /// One JSON object a line, with the same members.
    case json
}

/// One line while it is made.
struct LogLine: Sendable {
    private let format: LogFormat
    private var bytes: [UInt8] = []

    init(format: LogFormat, time: LogTime, level: LogLevel, event: String) {
        self.format = format
        self.bytes.reserveCapacity(256)
        switch format {
        case .logfmt:
            self.bytes.append(contentsOf: "time=".utf8)
            time.append(to: &self.bytes)
        case .json:
            self.bytes.append(contentsOf: "{\"time\":\"".utf8)
            time.append(to: &self.bytes)
            self.bytes.append(UInt8(ascii: "\""))
        }
        self.add("level", .text(level.rawValue))
        self.add("event", .text(event))
    }

    mutating func add(_ field: LogFields.Field) {
        self.add(field.key.name, field.value)
    }

    /// The line with its line feed.
    consuming func finish() -> [UInt8] {
        if self.format == .json { self.bytes.append(UInt8(ascii: "}")) }
        self.bytes.append(UInt8(ascii: "\n"))
        return self.bytes
    }

    private mutating func add(_ name: String, _ value: LogValue) {
        switch self.format {
        case .logfmt:
            self.bytes.append(UInt8(ascii: " "))
            self.bytes.append(contentsOf: name.utf8)
            self.bytes.append(UInt8(ascii: "="))
        case .json:
            self.bytes.append(contentsOf: ",\"".utf8)
            self.bytes.append(contentsOf: name.utf8)
            self.bytes.append(contentsOf: "\":".utf8)
        }
        switch value {
        case .text(let text):
            if self.format == .logfmt, Self.isPlain(text) {
                self.bytes.append(contentsOf: text.utf8)
            } else {
                self.quote(text)
            }
        case .integer(let number): self.bytes.append(contentsOf: String(number).utf8)
        case .boolean(let isTrue): self.bytes.append(contentsOf: (isTrue ? "true" : "false").utf8)
        case .duration(let duration): self.append(duration)
        }
    }

    private mutating func append(_ duration: Duration) {
        let parts = duration.components
        let (scaled, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000)
        let microseconds = overflow ? scaled : scaled + parts.attoseconds / 1_000_000_000_000
        if microseconds < 0 { self.bytes.append(UInt8(ascii: "-")) }
        let fraction = String(microseconds.magnitude % 1000)
        self.bytes.append(contentsOf: String(microseconds.magnitude / 1000).utf8)
        self.bytes.append(UInt8(ascii: "."))
        self.bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 3 - fraction.utf8.count))
        self.bytes.append(contentsOf: fraction.utf8)
    }

    /// Whether a text can stand in logfmt without quotes.
    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "=" && $0 != "\\" && !$0.isHidden }
    }

    /// Quotes and escapes as JSON does (RFC 8259, 7), and escapes what moves a terminal or breaks a line beyond that.
    private mutating func quote(_ text: String) {
        self.bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": self.bytes.append(contentsOf: "\\\"".utf8)
            case "\\": self.bytes.append(contentsOf: "\\\\".utf8)
            case "\n": self.bytes.append(contentsOf: "\\n".utf8)
            case "\r": self.bytes.append(contentsOf: "\\r".utf8)
            case "\t": self.bytes.append(contentsOf: "\\t".utf8)
            default:
                if scalar.isHidden {
                    let digits = String(scalar.value, radix: 16)
                    self.bytes.append(
                        contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8
                    )
                } else {
                    self.bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
                }
            }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }
}

extension Unicode.Scalar {
    /// C0, DEL, C1, the two line separators, and the marks that turn the direction of writing: a log is read in a terminal.
    fileprivate var isHidden: Bool {
        switch self.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
