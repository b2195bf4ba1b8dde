/// What happened to one operation, line by line, for its client (contract, section 4.4).
///
/// The gateway's own lines are few and always kept. Statement and engine may bring any amount: it is cut.
struct OperationLog: Sendable {
    /// How much is kept.
    struct Limits: Sendable {
        /// Bytes of the statement's text.
        var statementBytes = 64 << 10
        /// Bytes of what the engine logs, and of failures.
        var engineBytes = 1 << 20
        /// Lines of what the engine logs, and of failures.
        var engineLines = 10_000
    }

    enum Level: String, Sendable {
        case info = "INFO"
        case error = "ERROR"
    }

    private(set) var lines: [String] = []
    private let limits: Limits
    private var engineBytes = 0
    private var engineLines = 0
    private var isCut = false

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The gateway reports.
    mutating func add(_ text: String, level: Level = .info, at moment: Moment) {
        self.lines.append("\(LogTime.text(moment.wall)) \(level.rawValue) \(text)")
    }

    /// The statement's text, as the client sent it.
    mutating func add(statement: String) {
        guard statement.utf8.count > self.limits.statementBytes else {
            self.lines += Self.split(statement)
            return
        }
        // Cut bytes may end inside a character, which then becomes U+FFFD.
        self.lines += Self.split(String(decoding: statement.utf8.prefix(self.limits.statementBytes), as: UTF8.self))
        self.lines.append(
            "(\(statement.utf8.count - self.limits.statementBytes) further bytes of the statement left out)"
        )
    }

    /// The engine reports, or its failure is told.
    mutating func add(engine texts: [String]) {
        for line in texts.flatMap(Self.split) {
            if self.isCut { return }
            self.engineBytes += line.utf8.count
            self.engineLines += 1
            guard self.engineBytes <= self.limits.engineBytes, self.engineLines <= self.limits.engineLines else {
                self.isCut = true
                self.lines.append("(further lines of the engine left out)")
                return
            }
            self.lines.append(line)
        }
    }

    private static func split(_ text: String) -> [String] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }
}
