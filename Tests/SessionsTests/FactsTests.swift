import Engines
import Handles
import Testing

@testable import Sessions

@Suite("Facts for the edge")
struct FactsTests {
    @Test("sessions and operations are listed as they came, however close")
    func order() async throws {
        try await Harness().run { harness in
            let opened = try (0..<300).map { _ in try harness.open().id }
            #expect(harness.manager.sessions().map(\.id) == opened)
            let session = try harness.manager.session(opened[7])
            for number in 0..<20 { _ = try await harness.submit("\(number)", in: session) }
            #expect(session.operations().map(\.statement) == (0..<20).map { "\($0)" })
        }
    }

    @Test(
        "a list shows what was open as it was taken, whoever comes and goes while it is written, and taking it copies nothing"
    )
    func snapshot() async throws {
        try await Harness().run { harness in
            let opened = try (0..<1000).map { _ in try harness.open().id }
            let clock = ContinuousClock()
            let times = (0..<20).map { _ in clock.measure { _ = harness.manager.sessions() } }
            #expect(times.contains { $0 < .microseconds(200) }, "a thousand facts take milliseconds")

            let list = harness.manager.sessions()
            var seen = list.makeIterator()
            for id in opened.prefix(3) { #expect(seen.next()?.id == id) }
            // So many that what they leave is cleared away.
            for (index, id) in opened.enumerated() where index % 10 != 0 { try harness.manager.close(id) }
            let late = try harness.open().id
            var rest: [Handle] = []
            while let session = seen.next() { rest.append(session.id) }
            #expect(rest == Array(opened.dropFirst(3)))
            let left = opened.enumerated().filter { $0.offset % 10 == 0 }.map(\.element)
            #expect(harness.manager.sessions().map(\.id) == left + [late])
            #expect(harness.manager.count == left.count + 1)
            for id in left.reversed() { try harness.manager.close(id) }
            #expect(harness.manager.sessions().map(\.id) == [late])
        }
    }

    @Test("metrics are the rows fetched so far, as text")
    func metrics() async throws {
        try await Harness().run { harness in
            let operation = try await harness.open().execute(StatementRequest(statement: "rows 5"))
            #expect(operation.event().fetchedRows == 0)
            _ = try await operation.rows(.next, 3)
            _ = try await operation.log()
            #expect(operation.event().fetchedRows == 3)
        }
    }

    @Test("progress is told where the client asked for it, as the engine has it")
    func progress() async throws {
        try await Harness().run { harness in
            let (silent, _) = try await harness.submit("silent")
            #expect(silent.event().progress == nil)
            let session = try harness.open(configs: ["kyuubi.operation.progress.enabled": "true"])
            let (operation, engine) = try await harness.submit("hold", in: session)
            // The engine does not say.
            #expect(operation.event().progress == nil)
            engine.progressed.withLock { $0 = 0.25 }
            let event = operation.event()
            #expect(event.progress?.status == .inProgress)
            #expect(event.progress?.progressedPercentage == 0.25)
            #expect(operation.event().progress == event.progress)
            engine.finish(rows: 1)
            await operation.reaches(.finished)
            #expect(operation.event().progress?.status == .complete)
            #expect(operation.event().progress?.progressedPercentage == 1)
        }
    }

    @Test("the figures of the execution pool are passed on")
    func statistics() async throws {
        try await Harness().run { harness in
            try await harness.pool.run {}
            #expect(harness.manager.executionPoolStatistics.size == 1)
        }
    }
}
