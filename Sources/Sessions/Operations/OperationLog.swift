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

    /// What was reported and not yet asked for: most logs nobody reads, and writing lines costs more than most statements.
    private enum Entry: Sendable {
        case report(Moment, Level, @Sendable () -> String)
        case text(String)
    }

    /// The lines, as of the last ``render()``.
    private(set) var lines: [String] = []
    private var entries: [Entry] = []
    private let limits: Limits
    private let isKept: Bool
    private var engineBytes = 0
    private var engineLines = 0
    private var isCut = false

    /// - Parameter isKept: Whether there is a log at all; without, it stays empty.
    init(limits: Limits = Limits(), isKept: Bool = true) {
        self.limits = limits
        self.isKept = isKept
    }

    /// The gateway reports one line.
    mutating func add(level: Level = .info, at moment: Moment, _ text: @escaping @Sendable () -> String) {
        guard self.isKept else { return }
        self.entries.append(.report(moment, level, text))
    }

    /// The statement's text, as the client sent it.
    mutating func add(statement: String) {
        guard self.isKept else { return }
        guard statement.utf8.count > self.limits.statementBytes else {
            self.entries.append(.text(statement))
            return
        }
        // Cut bytes may end inside a character, which then becomes U+FFFD.
        self.entries.append(
            .text(String(decoding: statement.utf8.prefix(self.limits.statementBytes), as: UTF8.self))
        )
        self.entries.append(
            .text("(\(statement.utf8.count - self.limits.statementBytes) further bytes of the statement left out)")
        )
    }

    /// The engine reports, or its failure is told.
    mutating func add(engine texts: [String]) {
        guard self.isKept else { return }
        for line in texts.flatMap(Self.split) {
            if self.isCut { return }
            self.engineBytes += line.utf8.count
            self.engineLines += 1
            guard self.engineBytes <= self.limits.engineBytes, self.engineLines <= self.limits.engineLines else {
                self.isCut = true
                self.entries.append(.text("(further lines of the engine left out)"))
                return
            }
            self.entries.append(.text(line))
        }
    }

    /// Writes ``lines`` of what was reported since the last time.
    mutating func render() {
        for entry in self.entries {
            switch entry {
            case .report(let moment, let level, let text):
                self.lines.append("\(LogTime.text(moment.wall)) \(level.rawValue) \(text())")
            case .text(let text):
                self.lines += Self.split(text)
            }
        }
        self.entries = []
    }

    private static func split(_ text: String) -> [String] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }
}
