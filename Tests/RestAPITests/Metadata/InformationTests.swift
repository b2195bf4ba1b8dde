import Testing

@testable import DuckDBEngine
@testable import RestAPI

@Suite("Server information")
struct InformationTests {
    @Test(
        "each type that is served has the contract's name, and a value that holds for DuckDB",
        arguments: [
            (13, "CLI_SERVER_NAME", "DuckDB"), (14, "CLI_SEARCH_PATTERN_ESCAPE", "\\"), (17, "CLI_DBMS_NAME", "DuckDB"),
            (19, "CLI_ACCESSIBLE_TABLES", "Y"), (23, "CLI_CURSOR_COMMIT_BEHAVIOR", "2"),
            (26, "CLI_DEFAULT_TXN_ISOLATION", "4"), (28, "CLI_IDENTIFIER_CASE", "4"),
            (29, "CLI_IDENTIFIER_QUOTE_CHAR", "\""), (30, "CLI_MAX_COLUMN_NAME_LEN", "128"),
            (31, "CLI_MAX_CURSOR_NAME_LEN", "0"), (32, "CLI_MAX_SCHEMA_NAME_LEN", "128"),
            (34, "CLI_MAX_CATALOG_NAME_LEN", "0"), (35, "CLI_MAX_TABLE_NAME_LEN", "128"), (46, "CLI_TXN_CAPABLE", "2"),
            (47, "CLI_USER_NAME", "anonymous"), (72, "CLI_TXN_ISOLATION_OPTION", "4"), (85, "CLI_NULL_COLLATION", "4"),
            (90, "CLI_ORDER_BY_COLUMNS_IN_SELECT", "N"), (94, "CLI_SPECIAL_CHARACTERS", "$"),
            (97, "CLI_MAX_COLUMNS_IN_GROUP_BY", "0"), (98, "CLI_MAX_COLUMNS_IN_INDEX", "0"),
            (99, "CLI_MAX_COLUMNS_IN_ORDER_BY", "0"), (100, "CLI_MAX_COLUMNS_IN_SELECT", "0"),
            (101, "CLI_MAX_COLUMNS_IN_TABLE", "0"), (102, "CLI_MAX_INDEX_SIZE", "0"), (104, "CLI_MAX_ROW_SIZE", "0"),
            (105, "CLI_MAX_STATEMENT_LEN", "0"), (106, "CLI_MAX_TABLES_IN_SELECT", "0"),
            (107, "CLI_MAX_USER_NAME_LEN", "0"), (115, "CLI_OJ_CAPABILITIES", "127"),
            (10_000, "CLI_XOPEN_CLI_YEAR", "1995"),
            (10_001, "CLI_CURSOR_SENSITIVITY", "1"), (10_002, "CLI_DESCRIBE_PARAMETER", "N"),
            (10_003, "CLI_CATALOG_NAME", "Y"), (10_004, "CLI_COLLATION_SEQ", "binary"),
            (10_005, "CLI_MAX_IDENTIFIER_LEN", "0"),
        ]
    )
    func served(number: Int, name: String, value: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let answer = try await gateway.call("GET", "\(session)/info/\(number)")
            #expect(answer.status == 200)
            #expect(answer.value == .object(["infoType": .string(name), "infoValue": .string(value)]))
        }
    }

    @Test("what can be checked with DuckDB itself is so")
    func truth() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            func value(_ statement: String) async throws -> [[String?]] {
                try await gateway.table(of: try await gateway.run(statement, in: session)).rows
            }
            let version = try await gateway.call("GET", "\(session)/info/18").value
            #expect(version["infoType"].text == "CLI_DBMS_VER")
            #expect(try await value("select ltrim(version(), 'v')") == [[version["infoValue"].text]])
            let keywords = try await gateway.call("GET", "\(session)/info/10006").value
            #expect(keywords["infoType"].text == "CLI_ODBC_KEYWORDS")
            let reserved = """
                select string_agg(upper(keyword_name), ',' order by keyword_name) from duckdb_keywords()
                where keyword_category = 'reserved'
                """
            #expect(try await value(reserved) == [[keywords["infoValue"].text]])
            // 85: nulls come last; 94: a name may hold a dollar sign; 30: and be longer than is nominal.
            for direction in ["asc", "desc"] {
                #expect(
                    try await value("select i from (values (null), (1)) t(i) order by i \(direction)") == [
                        ["1"], [nil],
                    ]
                )
            }
            _ = try await gateway.run("select 1 as a$b", in: session)
            let name = String(repeating: "n", count: 1000)
            _ = try await gateway.run("create table \(name) (\(name) int)", in: session)
            #expect(try await gateway.ask("tables", in: session)["TABLE_NAME"] == [name])
            // 46: a table that was made in a transaction goes with it; 28: case does not count, and is kept.
            _ = try await gateway.run(
                "begin; create table \"MiXed\" (i int); select * from mixed; rollback",
                in: session
            )
            #expect(try await gateway.ask("tables", #"{"tableName":"mixed"}"#, in: session).rows == [])
            // 90: an order by what is not selected.
            _ = try await gateway.run("select 1 from \(name) order by \(name)", in: session)
        }
    }

    @Test(
        "a type that is not served is 404, and the session unharmed",
        arguments: ["0", "1", "2", "8", "20", "25", "43", "73", "81", "86", "3", "99999", "-1", "2147483647"]
    )
    func unknown(number: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let answer = try await gateway.call("GET", "\(session)/info/\(number)")
            #expect(answer.status == 404)
            #expect(answer.message.hasPrefix("Unrecognized GetInfoType value: \(number): "))
            _ = try await gateway.run("select 1", in: session)
            #expect(try await gateway.call("DELETE", session).status == 200)
        }
    }

    @Test("what is no number of 32 bits is no path", arguments: ["abc", "1.0", "2147483648", "1e3", "CLI_SERVER_NAME"])
    func noNumber(text: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let answer = try await gateway.call("GET", "\(session)/info/\(text)")
            #expect(answer.status == 404 && answer.message == "HTTP 404 Not Found")
        }
    }

    @Test("an unknown session is 404 with the type's prefix")
    func unknownSession() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            #expect(try await gateway.call("DELETE", session).status == 200)
            for path in [session, "/api/v1/sessions/nonsense"] {
                let answer = try await gateway.call("GET", "\(path)/info/13")
                #expect(answer.status == 404)
                #expect(answer.message.hasPrefix("Unrecognized GetInfoType value: 13: Invalid session handle: "))
            }
        }
    }

    private func open(_ provider: String, at gateway: Gateway) async throws -> Gateway.Response {
        let body = #"{"configs":{"kyuubi.server.info.provider":"\#(provider)","use:database":"nosuch"}}"#
        return try await gateway.call("POST", "/api/v1/sessions", body: body)
    }

    @Test("the gateway answers for itself where the session wants that, without an engine")
    func provider() async throws {
        try await Gateway.with { gateway in
            // The engine never comes: its database does not exist.
            let own = "/api/v1/sessions/\(try await self.open("server", at: gateway).identifier)"
            for (number, value) in [(13, "Torii"), (17, "Torii"), (18, "1.2.3"), (47, "anonymous")] {
                #expect(try await gateway.call("GET", "\(own)/info/\(number)").value["infoValue"].text == value)
            }
            let engines = "/api/v1/sessions/\(try await self.open("ENGINE", at: gateway).identifier)"
            let answer = try await gateway.call("GET", "\(engines)/info/13")
            #expect(answer.status == 422 && answer.message.hasPrefix("Unrecognized GetInfoType value: 13: "))
            let refused = try await self.open("nobody", at: gateway)
            #expect(refused.status == 400 && refused.message.contains("kyuubi.server.info.provider"))
        }
    }

    @Test("the node says who answers where the session does not")
    func nodeProvider() async throws {
        try await Gateway.with({ $0.sessions.sessionDefaults = ["kyuubi.server.info.provider": "SERVER"] }) { gateway in
            let session = try await gateway.open()
            #expect(try await gateway.call("GET", "\(session)/info/17").value["infoValue"].text == "Torii")
            let body = #"{"configs":{"kyuubi.server.info.provider":"ENGINE"}}"#
            let own = try await gateway.call("POST", "/api/v1/sessions", body: body).identifier
            let answer = try await gateway.call("GET", "/api/v1/sessions/\(own)/info/17")
            #expect(answer.value["infoValue"].text == "DuckDB")
        }
    }

    @Test("information waits for no statement")
    func noWaiting() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let long = "select count(*) from range(100000000) a(i), range(100000) b(j) where (i * j) % 7 = 3"
            let body = #"{"runAsync":true,"statement":"\#(long)"}"#
            let statement = try await gateway.call("POST", "\(session)/operations/statement", body: body)
            #expect(try await gateway.call("GET", "\(session)/info/17").value["infoValue"].text == "DuckDB")
            let event = try await gateway.call("GET", "/api/v1/operations/\(statement.identifier)/event").value
            #expect(["PENDING_STATE", "RUNNING_STATE"].contains(event["state"].text))
        }
    }
}
