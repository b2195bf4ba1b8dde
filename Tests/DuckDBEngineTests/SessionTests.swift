import Engines
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("Sessions")
    struct SessionTests {
        private func open(_ engine: DuckDBEngine, database: String? = nil, settings: [String: String] = [:])
            async throws
            -> any EngineSession
        {
            try await engine.openSession(EngineSessionOptions(user: "ann", database: database, settings: settings))
        }

        @Test("hold transactions over their statements, also where results are not read to the end by the client")
        func transactions() async throws {
            try await withEngine { engine in
                let session = try await self.open(engine)
                let other = try await self.open(engine)
                try await session.result("create table t (i integer)")
                try await session.result("begin")
                // Run, but its one row of result is not taken before the next statement.
                let insert = try await session.submit(.sql("insert into t values (1)"))
                _ = try await insert.run {}
                let inside = try await session.value("select count(*) from t")
                let outside = try await other.value("select count(*) from t")
                #expect(inside == "1")
                #expect(outside == "0")
                let inserted = try await insert.nextBatch()
                #expect(inserted?.rowCount == 1)
                await insert.close()
                try await session.result("rollback")
                let after = try await session.value("select count(*) from t")
                #expect(after == "0")
            }
        }

        @Test("have temporary tables of their own and share the others")
        func tables() async throws {
            try await withEngine { engine in
                let session = try await self.open(engine)
                let other = try await self.open(engine)
                try await session.result("create temp table mine as select 1 as i")
                try await session.result("create table ours as select 2 as i")
                #expect(await other.failure("select * from mine")?.code == .statementFailed)
                let ours = try await other.value("select i from ours")
                #expect(ours == "2")
            }
        }

        @Test("start in the database they ask for")
        func database() async throws {
            try await withEngine { engine in
                let session = try await self.open(engine)
                try await session.result("create schema \"other one\"; create table \"other one\".t as select 3 as i")
                for name in [nil, "default", "main"] as [String?] {
                    let main = try await self.open(engine, database: name)
                    let schema = try await main.value("select current_schema()")
                    #expect(schema == "main")
                }
                let other = try await self.open(engine, database: "other one")
                let inside = try await other.value("select i from t")
                #expect(inside == "3")
                do {
                    _ = try await self.open(engine, database: "nowhere")
                    Issue.record("the session opened")
                } catch let error as EngineError {
                    #expect(error.code == .openFailed)
                    #expect(error.message.contains("nowhere"))
                }
                await #expect(throws: EngineError.self) { try await self.open(engine, database: "x\".\"y") }
            }
        }

        @Test("show points in time in their zone, and follow a change of it")
        func timeZone() async throws {
            try await withEngine { engine in
                let summerAndWinter =
                    "select '2024-07-01 12:00:00+00'::timestamptz, '2024-01-01 12:00:00.5+00'::timestamptz"
                for key in ["TimeZone", "spark.sql.session.timeZone"] {
                    let session = try await self.open(engine, settings: [key: "Europe/Berlin"])
                    let row = try await session.result(summerAndWinter).firstRow
                    #expect(row == ["2024-07-01 14:00:00", "2024-01-01 13:00:00.5"])
                    let nested = try await session.value("select ['2024-07-01 12:00:00+00'::timestamptz]")
                    #expect(nested == "[2024-07-01 14:00:00]")
                    // DuckDB's own text agrees.
                    let text = try await session.value("select ('2024-07-01 12:00:00+00'::timestamptz)::varchar")
                    #expect(text == "2024-07-01 14:00:00+02")
                    try await session.result("set TimeZone = 'Asia/Kolkata'")
                    let changed = try await session.result(summerAndWinter).firstRow
                    #expect(changed == ["2024-07-01 17:30:00", "2024-01-01 17:30:00.5"])
                }
                let unknown = try await self.open(engine, settings: ["TimeZone": "Not/AZone", "spark.app.name": "x"])
                let utc = try await unknown.result(summerAndWinter).firstRow
                #expect(utc == ["2024-07-01 12:00:00", "2024-01-01 12:00:00.5"])
            }
        }

        @Test("shifts of a zone are found for every moment, not only near the one before")
        func zoneOffsets() throws {
            let changes = "-5364662400 3208 -2422054408 3600 1711846800 7200 1729990800 3600 16711844400 7200"
            var zone = try #require(SessionTimeZone(name: "Europe/Berlin", changes: changes))
            // 31 March 2024, 01:00 UTC: from one hour to two.
            #expect(zone.offset(at: 1_711_846_799) == 3600)
            #expect(zone.offset(at: 1_711_846_800) == 7200)
            #expect(zone.offset(at: 1_711_846_799) == 3600)
            #expect(zone.offset(at: 0) == 3600)
            #expect(zone.offset(at: .min) == 3208)
            // In 2499 and 400 years later: the last change, and the second before it.
            for cycles in [0, 1, 2, 700] as [Int64] {
                #expect(zone.offset(at: 16_711_844_400 + cycles * 146_097 * 86_400) == 7200)
                #expect(zone.offset(at: 16_711_844_399 + cycles * 146_097 * 86_400) == 3600)
            }
            for text in ["", "x 1", "5 1 4 2", "1"] {
                #expect(SessionTimeZone(name: "x", changes: text) == nil)
            }
            var utc = SessionTimeZone.utc
            #expect(utc.offset(at: 1_711_846_800) == 0)
        }

        @Test("a hundred of them open, work and close at once")
        func many() async throws {
            try await withEngine { engine in
                try await withThrowingTaskGroup(of: String?.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            let session = try await engine.openSession(EngineSessionOptions(user: "ann"))
                            try await session.result("create temp table t as select \(number) as i")
                            let value = try await session.value("select i from t")
                            await session.close()
                            return value
                        }
                    }
                    var seen = Set<String>()
                    for try await value in group { seen.insert(value ?? "") }
                    #expect(seen.count == 100)
                }
            }
        }
    }
}
