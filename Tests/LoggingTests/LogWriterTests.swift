import Dispatch
import Glibc
import Testing

@testable import Logging

@Suite("Log writer")
struct LogWriterTests {
    /// A pipe of one page, so that it is soon full.
    struct Pipe {
        let reader: Int32
        let writer: Int32
        let capacity: Int

        init() throws {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            self.reader = ends[0]
            self.writer = ends[1]
            self.capacity = Int(fcntl(self.writer, 1031 /* F_SETPIPE_SZ */, 4096))
            try #require(self.capacity > 0)
        }

        /// All that comes until the other end is closed.
        func readAll() -> String {
            var all: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = read(self.reader, &part, part.count)
                guard count > 0 else { return String(decoding: all, as: UTF8.self) }
                all += part[..<count]
            }
        }
    }

    @Test("lines come out in order, and a flush waits for them")
    func order() throws {
        let pipe = try Pipe()
        let writer = LogWriter(to: pipe.writer)
        let logger = Logger(level: .info, to: writer)
        for row in 0..<20 { logger.info("row", [.rows: .integer(row)]) }
        #expect(writer.flush(within: .seconds(30)))
        #expect(writer.close(within: .seconds(30)))
        close(pipe.writer)
        let rows = pipe.readAll().split(separator: "\n").compactMap { $0.split(separator: "=").last }
        #expect(rows == (0..<20).map { "\($0)" })
        close(pipe.reader)
    }

    @Test("a reader that stands still holds up nobody; what found no room is counted in a later line")
    func blockedPipe() async throws {
        let pipe = try Pipe()
        let writer = LogWriter(to: pipe.writer, lineLimit: 100, byteLimit: 1 << 20)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 999) + [UInt8(ascii: "\n")]
        for _ in 0..<1000 { writer.write(line) }
        // The pipe holds four such lines and the thread at most one batch: the rest cannot be written.
        #expect(!writer.flush(within: .milliseconds(20)))

        // A thread of its own, not the pool's: this one waits for the writer, which waits for the reader.
        let (written, source) = AsyncStream.makeStream(of: String.self)
        DispatchQueue.global().async {
            source.yield(pipe.readAll())
            source.finish()
        }
        #expect(writer.close(within: .seconds(30)))
        close(pipe.writer)
        let lines = await written.reduce("", +).split(separator: "\n")
        let plain = lines.count { $0.hasPrefix("xxx") }
        let dropped = lines.compactMap { line in
            line.contains("event=\"log lines dropped\"") ? line.split(separator: "=").last.flatMap { Int($0) } : nil
        }
        #expect(!dropped.isEmpty)
        #expect(plain + dropped.reduce(0, +) == 1000)
        close(pipe.reader)
    }

    @Test("the queue is bounded by bytes too, and empty after it was taken")
    func bounds() {
        var queue = LogQueue(lineLimit: 3, byteLimit: 10)
        let wakes = [4, 4, 3, 2, 0].map { queue.append([UInt8](repeating: 1, count: $0)) }
        #expect(wakes == [true, false, false, false, false])
        #expect(queue.take() == .init(lines: [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1]], dropped: 2))
        #expect(queue.take() == .init())
        let wakesAgain = queue.append([1])
        #expect(wakesAgain)
    }

    @Test("a reader that is gone ends neither the process nor the thread")
    func readerGone() throws {
        let pipe = try Pipe()
        close(pipe.reader)
        let writer = LogWriter(to: pipe.writer)
        writer.write([1])
        #expect(writer.flush(within: .seconds(30)))
        writer.write([2])
        #expect(writer.close(within: .seconds(30)))
        close(pipe.writer)
    }
}
