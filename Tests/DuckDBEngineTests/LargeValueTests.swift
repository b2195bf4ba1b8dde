import Engines
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("Large values")
    struct LargeValueTests {
        /// Reads a result batch by batch and keeps none.
        private func sizes(_ sql: String, _ session: any EngineSession) async throws -> [(rows: Int, bytes: Int)] {
            let operation = try await session.submit(.sql(sql))
            _ = try await operation.run {}
            var sizes: [(rows: Int, bytes: Int)] = []
            while let batch = try await operation.nextBatch() { sizes.append((batch.rowCount, batch.byteCount)) }
            await operation.close()
            return sizes
        }

        @Test(
            "rows that all point to the same long value come in small batches",
            arguments: [
                // A chunk of 16 MiB, of which DuckDB holds little.
                "select s, i from (select repeat('x', 1 << 18) as s), range(64) t(i)",
                "select [s, s], i from (select repeat('x', 1 << 17) as s), range(64) t(i)",
                "select {'a': s::blob}, i from (select repeat('x', 1 << 18) as s), range(64) t(i)",
                "select range(50000) as s, i from range(64) t(i)",
                "select map {'k': s}, i from (select repeat('x', 1 << 18) as s), range(64) t(i)",
                "select {'k': s}::variant, i from (select repeat('x', 1 << 18) as s), range(64) t(i)",
            ]
        )
        func bounded(sql: String) async throws {
            try await withSession { session in
                let sizes = try await self.sizes(sql, session)
                #expect(sizes.allSatisfy { $0.bytes <= 8 << 20 }, "\(sizes)")
                #expect(sizes.count > 2)
                #expect(sizes.reduce(0) { $0 + $1.rows } == 64)
            }
        }

        @Test("a chunk that is read in parts loses no row, no null and no order")
        func parts() async throws {
            try await withSession { session in
                let result = try await session.result(
                    """
                    select i, case when i % 3 = 0 then null else repeat(chr((97 + i % 26)::int), 20000) end,
                        case when i % 5 = 0 then null else [i, null] end, i % 7 = 0,
                        case when i % 4 = 0 then null else date '2000-01-01' + i::int end, null
                    from range(3000) t(i)
                    """
                )
                #expect(result.batches.count > 5)
                #expect(result.rowCount == 3000)
                #expect(result.column(0) == (0..<3000).map { "\($0)" })
                let letters = Array("abcdefghijklmnopqrstuvwxyz")
                let texts = result.column(1).map { $0.map { ($0.count, $0.first) } }
                for (index, text) in texts.enumerated() {
                    #expect(index % 3 == 0 ? text == nil : text?.0 == 20_000 && text?.1 == letters[index % 26])
                }
                #expect(result.column(2) == (0..<3000).map { $0 % 5 == 0 ? nil : "[\($0),null]" })
                #expect(result.column(3) == (0..<3000).map { "\($0 % 7 == 0)" })
                #expect(result.column(4).enumerated().allSatisfy { ($0 % 4 == 0) == ($1 == nil) })
                #expect(result.column(5).allSatisfy { $0 == nil })
            }
        }

        @Test("what is left of a chunk goes with the statement")
        func abandoned() async throws {
            try await withSession { session in
                let operation = try await session.submit(.sql("select repeat('x', 1 << 20) from range(100)"))
                _ = try await operation.run {}
                let first = try await operation.nextBatch()
                #expect((first?.rowCount ?? 0) < 100)
                await operation.close()
                #expect(try await session.value("select 1") == "1")
                // Of several statements only the last one's rows are read.
                #expect(try await session.value("select repeat('x', 1 << 20) from range(100); select 2") == "2")
            }
        }

        @Test("a row of 16 MiB is a batch")
        func longRow() async throws {
            try await withSession { session in
                let result = try await session.result("select repeat('ž', 8 << 20), repeat('x', 16 << 20)::blob")
                #expect(result.batches.map(\.rowCount) == [1])
                #expect(result.batches[0].byteCount >= 32 << 20)
            }
        }
    }
}
