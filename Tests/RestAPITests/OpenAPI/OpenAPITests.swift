import Testing

@testable import RestAPI

@Suite("The OpenAPI document")
struct OpenAPITests {
    private static let document = try? JSONReader.read(OpenAPIDocument(version: "1.2.3").json)

    private func calls() throws -> [(name: String, operation: JSONValue)] {
        let document = try #require(Self.document)
        guard case .object(let paths) = document["paths"] else { return [] }
        return paths.flatMap { path, methods -> [(name: String, operation: JSONValue)] in
            guard case .object(let methods) = methods else { return [] }
            return methods.map { ("\($0.key.uppercased()) /api\(path)", $0.value) }
        }
    }

    @Test("every route that clients may call is described, and nothing else")
    func routes() throws {
        let routes = RouteTable.all.routes.filter { $0.access != .node }.map { "\($0.method.rawValue) \($0.template)" }
        let described = CallDescription.all.map { "\($0.method.rawValue) \($0.template)" }
        #expect(described.sorted() == routes.sorted())
        #expect(Set(described).count == described.count)
        #expect(Set(CallDescription.all.map(\.name)).count == described.count)
        #expect(
            Set(try self.calls().map(\.name)) == Set(CallDescription.all.map { "\($0.method.rawValue) /api\($0.path)" })
        )
    }

    @Test("a path's variables are its parameters")
    func parameters() {
        for call in CallDescription.all {
            let variables = call.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                $0.dropFirst().dropLast()
            }
            #expect(
                call.parameters.filter { $0.place == .path }.map(\.name) == variables.map(String.init),
                "\(call.path)"
            )
        }
    }

    @Test("who may call, the type and the statuses are the route's")
    func operations() throws {
        let calls = Dictionary(uniqueKeysWithValues: try self.calls())
        for route in RouteTable.all.routes where route.access != .node {
            let call = try #require(CallDescription.all.first { RouteTable.all.route(of: $0) === route })
            let operation = try #require(calls["\(route.method.rawValue) /api\(call.path)"])
            #expect(operation["security"].elements.isEmpty == (route.access == .open))
            #expect((operation["responses"]["401"] == .null) == (route.access == .open))
            #expect((operation["responses"]["410"] != .null) == call.hasHandle)
            if case .nothing = call.success {
                #expect(operation["responses"]["200"]["content"] == .null)
            } else {
                #expect(operation["responses"]["200"]["content"][route.produces] != .null)
            }
        }
    }

    @Test("what is referred to is there, and all that is there is referred to")
    func references() throws {
        let document = try #require(Self.document)
        var names: Set<String> = []
        func collect(_ value: JSONValue) {
            switch value {
            case .object(let members):
                if let reference = members["$ref"]?.text { names.insert(reference) }
                members.values.forEach(collect)
            case .array(let elements): elements.forEach(collect)
            case .null, .boolean, .number, .string: break
            }
        }
        collect(document)
        let schemas = Components.all.map { "#/components/schemas/\($0.name)" }
        let headers = ResponseHeader.allCases.map { "#/components/headers/\($0.rawValue)" }
        let failures = SharedFailures.allCases.flatMap { shared in
            shared.texts.keys.map { "#/components/responses/\(shared.component($0))" }
        }
        #expect(names == Set(schemas + headers + failures))
        for part in ["schemas", "headers", "responses"] {
            guard case .object(let members) = document["components"][part] else { continue }
            #expect(Set(members.keys.map { "#/components/\(part)/\($0)" }).isSubset(of: names))
        }
    }

    @Test(
        "an object that may be null is written as generators of clients read it, not as a reference to something nullable"
    )
    func nullableObjects() throws {
        let document = try #require(Self.document)
        let schemas = document["components"]["schemas"]
        let exception = schemas["SessionEvent"]["properties"]["exception"]
        #expect(exception["nullable"] == .boolean(true))
        #expect(exception["allOf"].elements.first?["$ref"].text == "#/components/schemas/Exception")
        #expect(Components.all.allSatisfy { schemas[$0.name]["nullable"] == .null })
    }

    @Test("examples are what their schemas say")
    func examples() throws {
        for call in CallDescription.all {
            if let body = call.body {
                let value = try JSONReader.read(body.example.json)
                #expect(Schema.component(body.schema).faults(in: value) == [], "\(call.name)")
            }
            if case .json(let schema, let example) = call.success {
                #expect(schema.faults(in: try JSONReader.read(example.json)) == [], "\(call.name)")
            }
        }
    }

    @Test("it is served as JSON and as YAML, before the node is in its cluster and to anybody")
    func served() async throws {
        try await Gateway.with { gateway in
            gateway.world.withLock { $0.isRegistered = false }
            let json = try await gateway.call("GET", "/api/openapi.json") { $0.authorization = ["Nonsense"] }
            #expect(json.status == 200 && json.fields["Content-Type"] == "application/json")
            #expect(json.value["openapi"] == .string("3.0.3"))
            #expect(json.value["info"]["version"] == .string("1.2.3"))
            let yaml = try await gateway.call("GET", "/api/openapi.yaml")
            #expect(yaml.status == 200 && yaml.fields["Content-Type"] == "application/yaml")
            #expect(yaml.text.hasPrefix("openapi: \"3.0.3\"\ninfo:\n  title: "))
            #expect(yaml.text.contains("\n  version: \"1.2.3\"\nservers:\n  - \"url\": \"/api\"\n"))
            gateway.world.withLock { $0.isRegistered = true }
            #expect(try await gateway.call("POST", "/api/openapi.json").fields["Allow"] == "GET,HEAD,OPTIONS")
            #expect(try await gateway.call("OPTIONS", "/api/openapi.yaml").status == 200)
            #expect(
                try await gateway.call("GET", "/api/openapi.yaml") { $0.accept = ["application/json"] }.status == 406
            )
            #expect(try await gateway.call("GET", "/api/v1/openapi.json").status == 404)
        }
    }
}
