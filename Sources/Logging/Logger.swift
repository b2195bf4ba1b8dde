/// Takes what happens as an event and its fields, and hands one line of it to whoever writes.
///
/// A value: a copy with more bound fields is cheap and independent of the first. A call below the level costs one comparison;
/// its fields are not even made. No call waits for the output.
public struct Logger: Sendable {
    /// Lines below it are not written.
    public var level: LogLevel
    /// Whether fields of ``LogKey/statement`` are written above debug too.
    public var showsStatements = false

    private let format: LogFormat
    private let write: @Sendable ([UInt8]) -> Void
    private var bound = LogFields()

    /// Creates a logger whose lines a writer's thread writes.
    public init(level: LogLevel, to writer: LogWriter) {
        self.init(level: level, format: writer.format) { writer.write($0) }
    }

    /// Creates a logger that hands over its lines, each ending with a line feed, on the thread of the call.
    public init(level: LogLevel, format: LogFormat, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.level = level
        self.format = format
        self.write = write
    }

    /// Writes nothing.
    public static let disabled = Logger(level: .error, format: .logfmt) { _ in }

    /// The same logger with more fields on each line, after those bound already.
    public func with(_ fields: LogFields) -> Logger {
        var copy = self
        copy.bound.add(fields)
        return copy
    }

    /// Whether lines of a level are written.
    public func isOn(_ level: LogLevel) -> Bool {
        level >= self.level
    }

    /// Logs at debug.
    ///
    /// - Parameter event: What happened, always in the same words.
    public func debug(_ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        if self.isOn(.debug) { self.line(.debug, event, fields()) }
    }

    /// Logs at info.
    ///
    /// - Parameter event: What happened, always in the same words.
    public func info(_ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        if self.isOn(.info) { self.line(.info, event, fields()) }
    }

    /// Logs at warning.
    ///
    /// - Parameter event: What happened, always in the same words.
    public func warning(_ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        if self.isOn(.warning) { self.line(.warning, event, fields()) }
    }

    /// Logs at error.
    ///
    /// - Parameter event: What happened, always in the same words.
    public func error(_ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        if self.isOn(.error) { self.line(.error, event, fields()) }
    }

    private func line(_ level: LogLevel, _ event: StaticString, _ fields: LogFields) {
        var line = LogLine(format: self.format, time: .now(), level: level, event: event.description)
        let hidesStatements = level > .debug && !self.showsStatements
        for list in [self.bound, fields] {
            for field in list.fields where !(hidesStatements && field.key == .statement) {
                line.add(field)
            }
        }
        self.write(line.finish())
    }
}
