import Synchronization
import Testing

@testable import Logging

@Suite("Logger")
struct LoggerTests {
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { self.lines.withLock { $0 } }

        func logger(_ level: LogLevel) -> Logger {
            Logger(level: level, format: .logfmt) { line in
                self.lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
            }
        }
    }

    @Test("lines below the level are not written, and their fields not made")
    func levels() {
        let lines = Lines()
        let logger = lines.logger(.warning)
        let isMade = Mutex(false)
        func fields() -> LogFields {
            isMade.withLock { $0 = true }
            return [:]
        }
        logger.debug("a", fields())
        logger.info("b", fields())
        #expect(!isMade.withLock { $0 })
        logger.warning("c", fields())
        logger.error("d")
        #expect(
            lines.all.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [
                "level=warning event=c\n", "level=error event=d\n",
            ]
        )
    }

    @Test("bound fields stand on each line of the copy, in front, and not on the first logger's")
    func bound() {
        let lines = Lines()
        let logger = lines.logger(.info)
        let session = logger.with([.node: "node-1"]).with([.session: "s"])
        session.info("x", [.rows: 1])
        logger.info("y")
        #expect(lines.all.first?.hasSuffix("event=x node=node-1 session=s rows=1\n") == true)
        #expect(lines.all.last?.hasSuffix("event=y\n") == true)
    }

    @Test("a statement's text is written at debug alone, unless asked for")
    func statements() {
        let lines = Lines()
        var logger = lines.logger(.debug).with([.statement: "select 1"])
        logger.debug("a")
        logger.info("b", [.statement: "select 2", .user: "u"])
        logger.showsStatements = true
        logger.info("c")
        #expect(lines.all.map { $0.contains("select") } == [true, false, true])
        #expect(lines.all[1].hasSuffix("event=b user=u\n"))
    }
}
