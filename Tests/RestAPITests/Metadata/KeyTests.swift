import Testing

@testable import RestAPI

@Suite("Metadata: keys")
struct KeyTests {
    /// Two schemas with tables of the same names; keys of several columns, in another order than the table's, spelt otherwise
    /// (DuckDB takes A for a, but é and É for two), of a table to itself, to a key that is not the primary one.
    private static let tables = """
        create table "Order" (a int, "BÉ" int, "Bé" int, c int unique, z int, g int generated always as (a + 1),
            primary key ("bé", A), unique (A, c));
        create table item (x int, y int, n int primary key, up int references item (N),
            foreign key (X, Y) references "order" ("bé", A), foreign key (x) references "Order" (c));
        create schema s;
        create table s."Order" (k varchar, l varchar, primary key (k, l));
        create table s.item (f varchar, g varchar, foreign key (g, f) references s."Order" (k, l));
        create temp table own (i int primary key);
        create table bare (i int)
        """

    private static let names = [
        "PKTABLE_SCHEM", "PKTABLE_NAME", "PKCOLUMN_NAME", "FKTABLE_SCHEM", "FKTABLE_NAME", "FKCOLUMN_NAME", "KEY_SEQ",
    ]

    @Test("primary keys come in the order of their columns")
    func primaryKeys() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(Self.tables, in: session)
            func keys(_ body: String) async throws -> [[String?]] {
                try await gateway.ask("primaryKeys", body, in: session)[
                    ["TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ"]
                ]
            }
            let main = [["memory", "main", "Order", "Bé", "1"], ["memory", "main", "Order", "a", "2"]]
            let other = [["memory", "s", "Order", "k", "1"], ["memory", "s", "Order", "l", "2"]]
            #expect(try await keys(#"{"schemaName":"main","tableName":"Order"}"#) == main)
            #expect(try await keys(#"{"catalogName":"memory","schemaName":"s","tableName":"Order"}"#) == other)
            #expect(try await keys(#"{"catalogName":"","tableName":"Order"}"#) == main + other)
            #expect(
                try await keys("{}") == main + [["memory", "main", "item", "n", "1"]] + other
                    + [["temp", "main", "own", "i", "1"]]
            )
            // Names, no patterns, spelt as they are listed.
            for name in ["Orde_", "%", "*", "order", "bare", "nosuch"] {
                #expect(try await keys(#"{"tableName":"\#(name)"}"#) == [])
            }
            #expect(try await keys(#"{"catalogName":"nosuch"}"#) == [])
            let names = try await gateway.ask("primaryKeys", #"{"schemaName":"s"}"#, in: session)["PK_NAME"]
            #expect(names.count == 2 && names[0] == names[1] && names[0]?.isEmpty == false)
        }
    }

    @Test("cross references name both sides as their tables do")
    func crossReference() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(Self.tables, in: session)
            func keys(_ body: String) async throws -> [[String?]] {
                try await gateway.ask("crossReference", body, in: session)[Self.names]
            }
            let composite = [
                ["main", "Order", "Bé", "main", "item", "x", "1"], ["main", "Order", "a", "main", "item", "y", "2"],
            ]
            let single = [["main", "Order", "c", "main", "item", "x", "1"]]
            let own = [["main", "item", "n", "main", "item", "up", "1"]]
            let other = [["s", "Order", "k", "s", "item", "g", "1"], ["s", "Order", "l", "s", "item", "f", "2"]]
            let body = #""primaryTable":"Order","foreignTable":"item""#
            let both = try await keys("{\(body)}")
            // Two keys of one table: each whole, its columns in order.
            #expect(both == composite + single + other || both == single + composite + other)
            #expect(try await keys(#"{\#(body),"primarySchema":"s"}"#) == other)
            #expect(try await keys(#"{\#(body),"primarySchema":"s","foreignSchema":"main"}"#) == [])
            #expect(try await keys(#"{"primaryTable":"item","foreignTable":"item"}"#) == own)
            #expect(try await keys(#"{"primaryTable":"item"}"#) == own)
            #expect(try await keys(#"{"foreignSchema":"s"}"#) == other)
            #expect(try await keys(#"{"foreignCatalog":"nosuch"}"#) == [])
            #expect(try await keys(#"{"primaryCatalog":"nosuch"}"#) == [])
            #expect(try await keys(#"{"primaryTable":"Orde_"}"#) == [])
            let every = try await keys("{}")
            #expect(every.count == 6)
            let all = try await gateway.ask("crossReference", #"{"foreignSchema":"s"}"#, in: session)
            #expect(all[["PKTABLE_CAT", "FKTABLE_CAT"]] == [["memory", "memory"], ["memory", "memory"]])
            // No action, not deferrable.
            #expect(all[["UPDATE_RULE", "DELETE_RULE", "DEFERRABILITY"]] == [["3", "3", "7"], ["3", "3", "7"]])
            let key = try await gateway.ask("primaryKeys", #"{"schemaName":"s"}"#, in: session)["PK_NAME"]
            #expect(all["PK_NAME"] == key)
            #expect(Set(all["FK_NAME"]).count == 1)
        }
    }

    @Test("a foreign key to a unique one names that one")
    func uniqueKey() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(
                "create table p (a int primary key, b int unique); create table f (b int references p (b))",
                in: session
            )
            let name = try await gateway.ask("crossReference", #"{"foreignTable":"f"}"#, in: session)["PK_NAME"]
            let primary = try await gateway.ask("primaryKeys", #"{"tableName":"p"}"#, in: session)["PK_NAME"]
            #expect(name.count == 1 && name[0] != nil && name != primary)
        }
    }

    @Test(
        "an engine without keys is 404, without another answer 501",
        arguments: [
            ("primaryKeys", 404, "Error getting primary keys: "),
            ("crossReference", 404, "Error getting cross reference: "),
            ("functions", 501, "Error getting functions: "),
        ]
    )
    func unsupported(operation: String, status: Int, prefix: String) async throws {
        try await Gateway.with({ $0.engine = { AnsweringNothing(engine: $0) } }) { gateway in
            let session = try await gateway.open()
            let answer = try await gateway.call("POST", "\(session)/operations/\(operation)", body: "{}")
            #expect(answer.status == status && answer.message == "\(prefix)feature not supported")
            // The session works, and the failed call left no operation.
            _ = try await gateway.run("select 1", in: session)
            let listed = try await gateway.call("GET", "\(session)/operations").value.elements
            #expect(listed.map { $0["statement"].text } == ["select 1"])
        }
    }
}
