import Testing

@testable import RestAPI

/// What people met at servers of this kind, of metadata.
@Suite("Cases from the field: metadata")
struct CatalogFieldCaseTests {
    @Test("an escaped underscore is one, a bare one any character")
    func schemas() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run("create schema f_x1; create schema fax1", in: session)
            for (body, expected) in [
                (#"{"schemaName":"f\\_x1"}"#, ["f_x1"]), (#"{"schemaName":"f_x1"}"#, ["f_x1", "fax1"]),
            ] {
                #expect(try await gateway.ask("schemas", body, in: session)["TABLE_SCHEM"] == expected)
            }
        }
    }

    @Test("columns of tables whose names hold an underscore")
    func columns() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run("create table w_c (a int); create table wbc (b int)", in: session)
            for (body, expected) in [
                (#"{"tableName":"w\\_c"}"#, ["a"]), (#"{"tableName":"w_c"}"#, ["a", "b"]),
                (#"{"tableName":"w%"}"#, ["a", "b"]),
            ] {
                #expect(try await gateway.ask("columns", body, in: session)["COLUMN_NAME"] == expected)
            }
        }
    }

    @Test("the catalog that tables shows finds the same rows everywhere")
    func shownCatalog() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(
                "create table t (i int); create schema s; create view s.v as select 1",
                in: session
            )
            let shown = try await gateway.ask("tables", in: session)["TABLE_CAT"]
            #expect(Set(shown).count == 1)
            let named = #"{"catalogName":"\#(shown.first.flatMap(\.self) ?? "")"}"#
            for operation in ["schemas", "tables", "columns"] {
                let all = try await gateway.ask(operation, in: session).rows
                #expect(try await gateway.ask(operation, named, in: session).rows == all)
                #expect(all.count > 1)
            }
            // What is the session's own is shown in a catalog of its own, which finds it again.
            _ = try await gateway.run("create temp table own (i int)", in: session)
            let own = try await gateway.ask("tables", #"{"tableName":"own"}"#, in: session).rows
            #expect(own.first?.first == "temp")
            #expect(try await gateway.ask("tables", #"{"catalogName":"temp"}"#, in: session).rows == own)
            let column = try await gateway.ask("columns", #"{"catalogName":"temp"}"#, in: session)["TABLE_NAME"]
            #expect(column == ["own"])
        }
    }

    @Test("a catalog's name is no pattern; without one it is the current one")
    func catalogNames() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(
                "create table t (i int primary key); attach ':memory:' as \"o'x\"; create table \"o'x\".u (i int)",
                in: session
            )
            for operation in ["schemas", "tables", "columns", "functions", "primaryKeys"] {
                let current = try await gateway.ask(operation, in: session).rows
                #expect(!current.isEmpty)
                for name in ["%", "_emory", "nosuch", "o''x", "' or 1 = 1 --", "memory;", "MEMORY", "*"] {
                    let rows = try await gateway.ask(operation, #"{"catalogName":"\#(name)"}"#, in: session).rows
                    #expect(rows == [], "\(operation) of \(name)")
                }
                for name in [#""""#, "null", #""  ""#] {
                    let rows = try await gateway.ask(operation, #"{"catalogName":\#(name)}"#, in: session).rows
                    #expect(rows == current, "\(operation) of \(name)")
                }
            }
            let quoted = try await gateway.ask("tables", #"{"catalogName":"o'x"}"#, in: session)
            #expect(quoted[["TABLE_CAT", "TABLE_NAME"]] == [["o'x", "u"]])
        }
    }

    @Test("typeInfo needs no body and no type of one")
    func bare() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let answer = try await gateway.call("POST", "\(session)/operations/typeInfo")
            #expect(answer.status == 200)
        }
    }
}
