/// The lines of a configuration file, as in kyuubi-defaults.conf.
///
/// A line is a key and its value with `=` or white space between. White space around both does not count; lines that are empty
/// or begin with `#` do not either. A `#` further on is part of the value.
enum ConfigurationFile {
    struct Line: Sendable, Hashable {
        var number: Int
        var key: String
        var value: String
    }

    static func lines(_ text: String) -> [Line] {
        var lines: [Line] = []
        let body = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        for (index, raw) in body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = raw.trimmed
            if line.isEmpty || line.hasPrefix("#") { continue }
            let end = line.firstIndex { $0 == "=" || $0.isWhitespace } ?? line.endIndex
            var value = line[end...].trimmed
            if value.hasPrefix("=") { value = value.dropFirst().trimmed }
            lines.append(Line(number: index + 1, key: String(line[..<end]), value: value))
        }
        return lines
    }
}
