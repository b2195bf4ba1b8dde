import Engines
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("Reading results")
    struct ReadingTests {
        @Test("a million rows of five columns arrive complete, in order and in bounded batches")
        func million() async throws {
            try await withSession { session in
                let operation = try await session.submit(
                    .sql(
                        """
                        select i::integer as a, i * 9000000 as b, i / 8 as c, 'row ' || i as d,
                            case when i % 10 = 0 then null else date '2000-01-01' + (i % 10000)::integer end as e
                        from range(1000000) t(i)
                        """
                    )
                )
                let clock = ContinuousClock()
                let begin = clock.now
                let schema = try await operation.run {}
                #expect(schema.columns.map(\.type) == [.int, .bigint, .double, .string, .date])
                var next: Int32 = 0
                var isInOrder = true
                var (sumB, sumC, bytesD, nullsE, batches, largest): (Int64, Double, Int, Int, Int, Int) = (
                    0, 0, 0, 0, 0, 0
                )
                var reading = Duration.zero
                while true {
                    let before = clock.now
                    guard let batch = try await operation.nextBatch() else { break }
                    reading += before.duration(to: clock.now)
                    batches += 1
                    largest = max(largest, batch.rowCount)
                    guard
                        case .int32(let a) = batch.columns[0].storage, case .int64(let b) = batch.columns[1].storage,
                        case .double(let c) = batch.columns[2].storage, case .text(let d) = batch.columns[3].storage
                    else {
                        Issue.record("another carrier")
                        return
                    }
                    for value in a {
                        isInOrder = isInOrder && value == next
                        next += 1
                    }
                    sumB += b.reduce(0, +)
                    sumC += c.reduce(0, +)
                    bytesD += d.bytes.count
                    nullsE += (batch.columns[4].nulls?.words ?? []).reduce(0) { $0 + $1.nonzeroBitCount }
                }
                await operation.close()
                print("1,000,000 x 5: \(begin.duration(to: clock.now)) in all, reading \(reading), \(batches) batches")
                #expect(isInOrder)
                #expect(next == 1_000_000)
                #expect(sumB == 499_999_500_000 * 9_000_000)
                #expect(sumC == 499_999_500_000.0 / 8)
                #expect(bytesD == 4 * 1_000_000 + 5_888_890)
                #expect(nullsE == 100_000)
                #expect(largest <= 16_384 + 2048)
                #expect(batches < 80)
            }
        }

        @Test("every carrier marks its nulls over the bounds of chunks and words")
        func nulls() async throws {
            try await withSession { session in
                let result = try await session.result(
                    """
                    with t as (select i, case when i % 3 = 0 then null else i end as v from range(7001) t(i))
                    select v % 2 = 0, (v % 100)::tinyint, v::smallint, v::integer, v::bigint, v::float, v::double,
                        v::varchar, v::varchar::blob, v::decimal(9,1)
                    from t where i <> 2500
                    """
                )
                let expected = (0..<7001).filter { $0 != 2500 }.map { $0 % 3 == 0 ? nil : $0 }
                #expect(result.column(0) == expected.map { $0.map { "\($0 % 2 == 0)" } })
                #expect(result.column(1) == expected.map { $0.map { "\($0 % 100)" } })
                for index in 2...4 { #expect(result.column(index) == expected.map { $0.map { "\($0)" } }) }
                for index in 5...6 { #expect(result.column(index) == expected.map { $0.map { "\($0).0" } }) }
                #expect(result.column(7) == expected.map { $0.map { "\($0)" } })
                #expect(
                    result.column(8) == expected.map { $0.map { "\($0)".utf8.map { "3\($0 - 48)" }.joined() } }
                )
                #expect(result.column(9) == expected.map { $0.map { "\($0).0" } })
                // No bit is set past the last row.
                for batch in result.batches {
                    for column in batch.columns {
                        let bits = column.nulls?.words.reduce(0) { $0 + $1.nonzeroBitCount } ?? 0
                        #expect(bits == (0..<batch.rowCount).filter { column.isNull(at: $0) }.count)
                        #expect(column.nulls?.words.count == (batch.rowCount + 63) / 64)
                    }
                }
            }
        }

        @Test("a column without nulls has no mask")
        func noMask() async throws {
            try await withSession { session in
                let result = try await session.result("select i, i::varchar from range(100) t(i)")
                #expect(result.batches[0].columns.allSatisfy { $0.nulls == nil })
            }
        }

        @Test("wide rows come in smaller batches")
        func wideRows() async throws {
            try await withSession { session in
                let result = try await session.result("select repeat('x', 2000) || i from range(20000) t(i)")
                #expect(result.rowCount == 20_000)
                #expect(result.batches.allSatisfy { $0.byteCount < 10 << 20 })
                #expect(result.batches.count > 4)
            }
        }

        @Test("statements with an effect only have no columns, and changes tell their count")
        func effects() async throws {
            try await withSession { session in
                for sql in [
                    "create table t (i integer)", "begin", "commit", "set schema = 'main'", "analyze", "drop table t",
                ] {
                    let result = try await session.result(sql)
                    #expect(result.schema.columns.isEmpty, "\(sql)")
                    #expect(result.rowCount == 0)
                }
                try await session.result("create table t (i integer)")
                for (sql, count) in [
                    ("insert into t select * from range(5000)", "5000"), ("update t set i = 0 where i < 10", "10"),
                    ("delete from t", "5000"),
                ] {
                    let result = try await session.result(sql)
                    #expect(result.types == [.bigint])
                    #expect(result.schema.columns.map(\.name) == ["Count"])
                    #expect(result.firstRow == [count])
                }
                let returning = try await session.result("insert into t values (7) returning i, i + 1 as j")
                #expect(returning.firstRow == ["7", "8"])
                #expect(try await session.result("create table u as select 1").schema.columns.isEmpty)
                #expect(try await session.result("").schema.columns.isEmpty)
                #expect(try await session.result("-- nothing").schema.columns.isEmpty)
            }
        }

        @Test("an empty result has its columns and no batch")
        func empty() async throws {
            try await withSession { session in
                let result = try await session.result("select 1 as a, 'x' as b where false")
                #expect(result.types == [.int, .string])
                #expect(result.batches.isEmpty)
            }
        }

        @Test("of several statements in one text all run and the last one's result counts")
        func severalStatements() async throws {
            try await withSession { session in
                let result = try await session.result(
                    "create table t (i integer); insert into t select * from range(3); select sum(i)::bigint as s from t; -- end"
                )
                #expect(result.schema.columns.map(\.name) == ["s"])
                #expect(result.firstRow == ["3"])
                // One that would stream is run to its end too.
                try await session.result("create sequence q; select nextval('q') from range(1000000); select 1")
                #expect(try await session.value("select nextval('q')") == "1000001")
                let error = await session.failure(
                    "insert into t values (9); select * from nowhere; insert into t values (10)"
                )
                #expect(error?.message.contains("nowhere") == true)
                #expect(try await session.value("select max(i) from t") == "9")
            }
        }

        @Test("a statement that DuckDB expands to several works")
        func pivot() async throws {
            try await withSession { session in
                try await session.result(
                    "create table s as select * from (values ('a', 2020, 1), ('a', 2021, 2)) v(k, y, n)"
                )
                #expect(try await session.result("pivot s on y using sum(n)").firstRow == ["a", "1", "2"])
            }
        }

        @Test("errors carry DuckDB's message and leave the session usable")
        func errors() async throws {
            try await withSession { session in
                let syntax = await session.failure("selec 1")
                #expect(syntax?.code == .statementFailed)
                #expect(syntax?.message.hasPrefix("Parser Error: syntax error at or near \"selec\"") == true)
                let missing = await session.failure("select * from nowhere")
                #expect(missing?.message.hasPrefix("Catalog Error: Table with name nowhere does not exist!") == true)
                let conversion = await session.failure("select 'x'::integer")
                #expect(conversion?.message.contains("Could not convert string 'x' to INT32") == true)
                let parameter = await session.failure("select ?")
                #expect(parameter?.code == .statementFailed)
                #expect(await session.failure("select 1\u{0}")?.code == .invalidStatement)
                let alive = try await session.value("select 1")
                #expect(alive == "1")
            }
        }

        @Test(
            "an error far inside a result is thrown, with or before the first rows that are missing, not taken for the end"
        )
        func lateError() async throws {
            try await withSession { session in
                let operation = try await session.submit(
                    .sql(
                        "select case when i = 900000 then error('late')::bigint else i end from range(1000000) t(i)"
                    )
                )
                var rows = 0
                do {
                    // DuckDB may run ahead of the rows that are read.
                    _ = try await operation.run {}
                    while let batch = try await operation.nextBatch() { rows += batch.rowCount }
                    Issue.record("the result ended after \(rows) rows")
                } catch let error as EngineError {
                    #expect(error.code == .statementFailed)
                    #expect(error.message.contains("late"))
                }
                await operation.close()
                #expect(rows < 1_000_000)
                let alive = try await session.value("select 1")
                #expect(alive == "1")
            }
        }

        @Test("running out of memory is an error of the statement")
        func outOfMemory() async throws {
            try await withSession(.init(id: "small", threads: 2, memoryLimit: "50MB")) { session in
                let error = await session.failure(
                    "select count(*) from (select distinct i, repeat('x', 100) || i from range(5000000) t(i))"
                )
                #expect(error?.code == .statementFailed)
                #expect(error?.message.hasPrefix("Out of Memory Error") == true)
                let alive = try await session.value("select 1")
                #expect(alive == "1")
            }
        }
    }
}
