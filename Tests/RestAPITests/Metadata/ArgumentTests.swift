import Testing

@testable import RestAPI

@Suite("Metadata: arguments")
struct ArgumentTests {
    static let prefixes = [
        "typeInfo": "Error getting type information", "catalogs": "Error getting catalogs",
        "tableTypes": "Error getting table types", "schemas": "Error getting schemas",
        "tables": "Error getting tables", "columns": "Error getting columns", "functions": "Error getting functions",
        "primaryKeys": "Error getting primary keys", "crossReference": "Error getting cross reference",
    ]
    static let withoutArguments = ["typeInfo", "catalogs", "tableTypes"]
    static let withArguments = prefixes.keys.filter { !withoutArguments.contains($0) }.sorted()

    @Test("where nothing is asked, any body or none will do", arguments: withoutArguments)
    func ignoredBody(operation: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            for body in [nil, "", "{broken", "[]", "null", "{}"] {
                let answer = try await gateway.call("POST", "\(session)/operations/\(operation)", body: body)
                #expect(answer.status == 200)
            }
            // A body of another type is refused all the same.
            let text = try await gateway.call("POST", "\(session)/operations/\(operation)", body: "x") {
                $0.contentType = ["text/plain"]
            }
            #expect(text.status == 415)
        }
    }

    @Test("where something is asked, the body must be an object", arguments: withArguments)
    func neededBody(operation: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            for body in [nil, "", "{broken", "[]", "null", "\"x\"", "{} {}"] {
                let answer = try await gateway.call("POST", "\(session)/operations/\(operation)", body: body)
                #expect(answer.status == 400, "\(body ?? "none")")
                #expect(answer.message.hasPrefix("\(Self.prefixes[operation] ?? "?"): "), "\(answer.message)")
            }
            #expect(try await gateway.call("POST", "\(session)/operations/\(operation)", body: "{}").status == 200)
            let listed = try await gateway.call("GET", "\(session)/operations").value
            #expect(listed.elements.count == 1)
        }
    }

    @Test(
        "members are converted where they can be, and named where they cannot",
        arguments: [
            ("schemas", #"{"schemaName":["a"]}"#, "schemaName"), ("schemas", #"{"catalogName":{}}"#, "catalogName"),
            ("tables", #"{"tableTypes":"TABLE"}"#, "tableTypes"), ("tables", #"{"tableTypes":5}"#, "tableTypes"),
            ("tables", #"{"tableTypes":[["TABLE"]]}"#, "tableTypes"), ("tables", #"{"tableTypes":{}}"#, "tableTypes"),
            ("tables", #"{"tableName":[]}"#, "tableName"), ("columns", #"{"columnName":{}}"#, "columnName"),
            ("functions", #"{"functionName":[]}"#, "functionName"), ("primaryKeys", #"{"tableName":[]}"#, "tableName"),
            ("crossReference", #"{"foreignSchema":[]}"#, "foreignSchema"),
        ]
    )
    func mistyped(operation: String, body: String, member: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let answer = try await gateway.call("POST", "\(session)/operations/\(operation)", body: body)
            #expect(answer.status == 400)
            #expect(answer.message.contains(member) && answer.message.hasPrefix(Self.prefixes[operation] ?? "?"))
        }
    }

    @Test("null is absent, numbers are names, and unknown members are nobody's business")
    func conversions() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(#"create table "5" (i int); create table "true" (i int)"#, in: session)
            for (body, expected) in [
                (#"{"catalogName":null,"schemaName":null,"tableName":null,"tableTypes":null}"#, ["5", "true"]),
                (#"{"tableName":5}"#, ["5"]), (#"{"tableName":true}"#, ["true"]),
                (#"{"tableName":"x","tableName":"5"}"#, ["5"]), (#"{"tablename":"x","extra":[{}]}"#, ["5", "true"]),
                (#"{"tableTypes":""}"#, ["5", "true"]), (#"{"tableTypes":[1]}"#, []),
            ] {
                #expect(try await gateway.ask("tables", body, in: session)["TABLE_NAME"] == expected, "\(body)")
            }
        }
    }

    @Test("a session that is unknown, malformed or closed is 404 with the prefix", arguments: prefixes.keys.sorted())
    func unknownSession(operation: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            #expect(try await gateway.call("DELETE", session).status == 200)
            for path in [session, "/api/v1/sessions/nonsense"] {
                // Without a body: the session is looked at first.
                let answer = try await gateway.call("POST", "\(path)/operations/\(operation)")
                #expect(answer.status == 404)
                #expect(answer.message.hasPrefix("\(Self.prefixes[operation] ?? "?"): Invalid session handle: "))
            }
        }
    }

    @Test("only POST asks", arguments: prefixes.keys.sorted())
    func methods(operation: String) async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let answer = try await gateway.call("GET", "\(session)/operations/\(operation)")
            #expect(answer.status == 405 && answer.fields["Allow"] == "POST,OPTIONS")
            let upper = try await gateway.call("POST", "\(session)/operations/\(operation.uppercased())", body: "{}")
            #expect(upper.status == 404)
        }
    }
}
