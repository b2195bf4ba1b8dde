/// The first words of each statement in a text, in lower case, as DuckDB's lexer sees them: comments are white space, and
/// a semicolon inside a string, a quoted name or a comment ends nothing.
struct StatementWords {
    private static let wordsKept = 3

    private let bytes: [UInt8]
    private var position = 0
    private var statements: [[String]] = []
    private var words: [String] = []
    /// Whether the statement has anything in it.
    private var hasContent = false

    static func beginnings(of text: String) -> [[String]] {
        var reader = StatementWords(bytes: Array(text.utf8))
        reader.readAll()
        return reader.statements
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func byte(at offset: Int = 0) -> UInt8? {
        let index = self.position + offset
        return index < self.bytes.count ? self.bytes[index] : nil
    }

    private mutating func readAll() {
        while let byte = self.byte() {
            switch byte {
            case UInt8(ascii: ";"):
                self.position += 1
                self.endStatement()
            case UInt8(ascii: "-") where self.byte(at: 1) == UInt8(ascii: "-"):
                self.skip { $0 != 0x0A && $0 != 0x0D }
            case UInt8(ascii: "/") where self.byte(at: 1) == UInt8(ascii: "*"):
                self.skipBlockComment()
            case UInt8(ascii: "'"):
                let isEscaped =
                    self.position > 0 && [UInt8(ascii: "e"), UInt8(ascii: "E")].contains(self.bytes[self.position - 1])
                self.add(self.quoted(by: byte, withBackslashes: isEscaped))
            case UInt8(ascii: "\""):
                self.add(self.quoted(by: byte, withBackslashes: false))
            case UInt8(ascii: "$"):
                self.skipDollarQuoted()
            case _ where Self.isWord(byte):
                self.readWord()
            case 0x09...0x0D, 0x20:
                self.position += 1
            default:
                self.hasContent = true
                self.position += 1
            }
        }
        self.endStatement()
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while let byte = self.byte(), condition(byte) { self.position += 1 }
    }

    private mutating func endStatement() {
        if self.hasContent { self.statements.append(self.words) }
        self.words = []
        self.hasContent = false
    }

    private mutating func add(_ word: String) {
        self.hasContent = true
        if self.words.count < Self.wordsKept { self.words.append(word.lowercased()) }
    }

    /// No-break spaces and the byte order mark count as white space.
    private mutating func readWord() {
        let start = self.position
        self.skip(while: Self.isWord)
        let text = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        for word in text.split(whereSeparator: { $0.isWhitespace || $0 == "\u{FEFF}" || $0 == "\u{200B}" }) {
            self.add(String(word))
        }
    }

    /// Comments nest.
    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if self.byte() == UInt8(ascii: "/"), self.byte(at: 1) == UInt8(ascii: "*") {
                depth += 1
                self.position += 2
            } else if self.byte() == UInt8(ascii: "*"), self.byte(at: 1) == UInt8(ascii: "/") {
                depth -= 1
                self.position += 2
            } else {
                self.position += 1
            }
        } while depth > 0 && self.position < self.bytes.count
    }

    private mutating func quoted(by quote: UInt8, withBackslashes: Bool) -> String {
        self.position += 1
        var content: [UInt8] = []
        while let byte = self.byte() {
            self.position += 1
            if byte == quote {
                guard self.byte() == quote else { break }
                self.position += 1
            } else if withBackslashes, byte == UInt8(ascii: "\\"), let escaped = self.byte() {
                self.position += 1
                content.append(escaped)
                continue
            }
            content.append(byte)
        }
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func skipDollarQuoted() {
        let start = self.position
        self.hasContent = true
        self.position += 1
        self.skip(while: Self.isWord)
        guard self.byte() == UInt8(ascii: "$") else { return }
        self.position += 1
        let mark = self.bytes[start..<self.position]
        while self.position < self.bytes.count, !self.bytes[self.position...].starts(with: mark) { self.position += 1 }
        self.position = min(self.position + mark.count, self.bytes.count)
    }
}
