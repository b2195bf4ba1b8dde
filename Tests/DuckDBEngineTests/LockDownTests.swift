import Engines
import FoundationEssentials
import Testing

@testable import DuckDBEngine

extension DuckDBTests {
    @Suite("The lock-down")
    struct LockDownTests {
        /// Statements that would leave the database, none of which may do anything; `OUTSIDE` is a folder.
        static let forbidden = [
            "select content from read_text('/etc/passwd')",
            "select * from read_csv('/etc/passwd')",
            "select * from '/etc/passwd'",
            "select * from glob('/etc/*')",
            "copy (select 1 as i) to 'OUTSIDE/out.csv'",
            "copy (select 1 as i) to 'OUTSIDE/out.parquet'",
            "attach 'OUTSIDE/other.duckdb'",
            "export database 'OUTSIDE/export'",
            "install httpfs",
            "load httpfs",
            "load 'OUTSIDE/extension.so'",
            "select * from 'https://localhost/x.csv'",
            "create persistent secret s (type s3)",
            "set memory_limit = '100GB'",
            "set global memory_limit = '100GB'",
            "pragma memory_limit = '100GB'",
            "reset memory_limit",
            "set threads = 64",
            "set temp_directory = 'OUTSIDE'",
            "set enable_external_access = true",
            "set allowed_directories = ['/']",
            "set allowed_configs = ['memory_limit']",
            "set lock_configuration = false",
            "reset lock_configuration",
            "set autoinstall_known_extensions = true",
            "pragma enable_profiling = 'json'",
        ]

        private func expectForbidden(_ session: any EngineSession, outside: String) async throws {
            for sql in Self.forbidden {
                let error = await session.failure(sql.replacing("OUTSIDE", with: outside))
                #expect(error?.code == .statementFailed, "\(sql)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: outside).isEmpty)
            let alive = try await session.value("select 1")
            #expect(alive == "1")
        }

        @Test("keeps statements inside the database where no folder is allowed")
        func noFolder() async throws {
            try await withFolder { outside in
                try await withSession { try await self.expectForbidden($0, outside: outside) }
                let file = DuckDBEngine.Configuration(id: "x", location: .file("\(outside).data/a.duckdb"))
                defer { try? FileManager.default.removeItem(atPath: "\(outside).data") }
                try await withSession(file) { try await self.expectForbidden($0, outside: outside) }
            }
        }

        @Test("opens the allowed folders and nothing beside them")
        func allowedFolder() async throws {
            try await withFolder { folder in
                for name in ["in's", "in's-too", "out"] {
                    try FileManager.default.createDirectory(
                        atPath: "\(folder)/\(name)",
                        withIntermediateDirectories: true
                    )
                }
                try await withSession(.init(id: "x", allowedFolders: ["\(folder)/in's"])) { session in
                    try await self.expectForbidden(session, outside: "\(folder)/out")
                    try await session.result("copy (select 42 as i) to '\(folder)/in''s/a.csv'")
                    let read = try await session.value("select i from read_csv('\(folder)/in''s/*.csv')")
                    #expect(read == "42")
                    try await session.result(
                        "attach '\(folder)/in''s/b.duckdb' as b; create table b.t as select 1 as i"
                    )
                    for path in ["in''s/../out/a.csv", "in''s-too/a.csv"] {
                        let error = await session.failure("copy (select 1 as i) to '\(folder)/\(path)'")
                        #expect(error?.message.hasPrefix("Permission Error") == true, "\(path)")
                    }
                }
            }
        }

        @Test("leaves a session nine settings, for itself alone, and the choice of its schema")
        func freeSettings() async throws {
            try await withEngine { engine in
                let session = try await engine.openSession(EngineSessionOptions(user: "ann"))
                let other = try await engine.openSession(EngineSessionOptions(user: "bob"))
                let values = [
                    ("TimeZone", "'Asia/Tokyo'"), ("Calendar", "'japanese'"), ("default_collation", "'NOCASE'"),
                    ("default_null_order", "'nulls_first'"), ("default_order", "'desc'"), ("integer_division", "true"),
                    ("ieee_floating_point_ops", "false"), ("scalar_subquery_error_on_multiple_rows", "false"),
                    ("explain_output", "'all'"),
                ]
                #expect(values.map(\.0) == SessionSettings.free)
                for (name, value) in values {
                    let question = "select current_setting('\(name)')::varchar"
                    let before = try await other.value(question)
                    for statement in ["set", "pragma"] {
                        // Where it would change the others, it is refused.
                        _ = await session.failure("\(statement) \(name) = \(value)")
                        #expect(try await other.value(question) == before, "\(statement) \(name)")
                    }
                    try await session.result("set session \(name) = \(value)")
                    #expect(try await session.value(question) != before, "\(name)")
                    #expect(try await other.value(question) == before, "\(name)")
                    for verb in ["set /* all */ global \(name) = \(value)", "reset\nGLOBAL \(name)"] {
                        for sql in [verb, "select 1; \(verb); select 2", "/* ; */ \(verb)"] {
                            let error = await session.failure(sql)
                            #expect(error?.message.contains("Permission Error") == true, "\(sql)")
                        }
                    }
                    #expect(try await other.value(question) == before, "\(name)")
                    try await session.result("reset session \(name)")
                }
                _ = await session.failure("set null_order = 'nulls_first'")
                _ = await session.failure("set \"default_order\" = 'desc'")
                _ = await session.failure("reset default_order")
                #expect(try await other.value("select current_setting('default_null_order')") == "NULLS_LAST")
                #expect(try await other.value("select current_setting('default_order')") == "ASCENDING")
                try await session.result("create schema s; use s")
                #expect(try await session.value("select current_schema()") == "s")
                try await session.result("set schema = 'main'; set search_path = 's'")
                #expect(try await other.value("select current_schema()") == "main")
            }
        }

        @Test("keeps logging into files off, however it is called")
        func logging() async throws {
            try await withSession { session in
                for sql in [
                    "call enable_logging(storage = 'file')", "call enable_logging()",
                    "from query('from enable_log' || 'ging(storage = ''file'')')",
                ] {
                    #expect(await session.failure(sql)?.code == .statementFailed, "\(sql)")
                    let alive = try await session.value("select 1")
                    #expect(alive == "1", "\(sql)")
                }
            }
        }
    }
}
