import Engines
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("Statement texts")
    struct TextTests {
        @Test("run as they are, whatever stands around the statement")
        func surroundings() async throws {
            try await withSession { session in
                for sql in [
                    "  select 42 ;\n\n", "select 42;;", "/* x */ select 42", "select 42; -- done", "select\u{A0}42",
                    "\u{FEFF}select 42", "select 1; select 42", "with x as (select 42 as i) from x", "values (42)",
                    "(select 42)",
                ] {
                    let value = try await session.value(sql)
                    #expect(value == "42", "\(sql)")
                }
                for sql in ["", " \n", ";", "-- only", "/* only */"] {
                    let result = try await session.result(sql)
                    #expect(result.schema.columns.isEmpty && result.rowCount == 0, "\(sql)")
                }
                for sql in ["describe select 1 as i", "explain select 1", "show tables", "summarize select 1 as i"] {
                    #expect(try await !session.result(sql).schema.columns.isEmpty, "\(sql)")
                }
            }
        }

        @Test("with U+0000 in them are refused before anything runs")
        func nul() async throws {
            try await withSession { session in
                let error = await session.failure("create table t (i integer)\u{0}; select 1")
                #expect(error?.code == .invalidStatement)
                #expect(await session.failure("select * from t")?.message.contains("t does not exist") == true)
            }
        }

        @Test("of several statements run in order; a failure says which, and those before it stand")
        func several() async throws {
            try await withSession { session in
                let rows = try await session.result("create table t (i integer); insert into t values (5); from t")
                #expect(rows.column(0) == ["5"])
                let syntax = await session.failure("insert into t values (6); insert into t values (7); selec 1")
                #expect(syntax?.message.hasPrefix("Parser Error") == true)
                let second = await session.failure("insert into t values (8); select * from nowhere; drop table t")
                #expect(second?.message.hasPrefix("statement 2 of 3: Catalog Error") == true)
                let late = await session.failure("select 1; select error('late')")
                #expect(late?.message.hasPrefix("statement 2 of 2: ") == true)
                let kept = try await session.result("select i from t order by i").column(0)
                #expect(kept == ["5", "8"])
            }
        }

        @Test("leave a transaction as DuckDB leaves it after a failure")
        func failedTransaction() async throws {
            try await withSession { session in
                try await session.result("create table t (i integer primary key); begin; insert into t values (1)")
                #expect(await session.failure("insert into t values (1)")?.code == .statementFailed)
                #expect(await session.failure("select 1")?.message.contains("ROLLBACK") == true)
                try await session.result("rollback")
                let count = try await session.value("select count(*) from t")
                #expect(count == "0")
            }
        }

        @Test("that only have an effect have no columns; those that count changed rows have one")
        func effects() async throws {
            try await withSession { session in
                for sql in [
                    "create table t as select i from range(10) t(i)", "create or replace view v as from t",
                    "checkpoint",
                    "force checkpoint", "begin", "commit", "set variable x = 1", "create macro f() as 1", "vacuum",
                    "alter table t add column j integer", "use main", "prepare p as select 1", "deallocate p",
                ] {
                    let result = try await session.result(sql)
                    #expect(result.schema.columns.isEmpty && result.rowCount == 0, "\(sql)")
                }
                for (sql, count) in [("insert into t values (1, 2)", "1"), ("delete from t", "11")] {
                    let result = try await session.result(sql)
                    #expect(result.schema.columns.map(\.name) == ["Count"])
                    #expect(result.firstRow == [count])
                }
                let version = try await session.result("call pragma_version()")
                #expect(version.rowCount == 1)
            }
        }
    }
}

@Suite("The words a statement begins with")
struct StatementWordsTests {
    @Test(
        "are found behind comments, in any case, and not in strings, names or comments",
        arguments: [
            ("set global x = 1", [["set", "global", "x"]]),
            ("/* a /* b */ ; */ SeT -- ;\n GLOBAL x=1", [["set", "global", "x"]]),
            (
                "select ';'; select \";\"; select $$;$$; select $a$ ; $$ $a$; select e'\\';'; reset \"A\"\"b\" ;;",
                [
                    ["select", ";"], ["select", ";"], ["select"], ["select"], ["select", "e", "';"], ["reset", "a\"b"],
                ]
            ),
            ("\u{FEFF}set\u{A0}global\u{A0}x = 1", [["set", "global", "x"]]),
            (" -- nothing", []), ("", []), ("'", [[""]]), ("/*", []), ("$a$", [[]]),
        ] as [(String, [[String]])]
    )
    func words(text: String, expected: [[String]]) {
        #expect(StatementWords.beginnings(of: text) == expected)
    }
}
