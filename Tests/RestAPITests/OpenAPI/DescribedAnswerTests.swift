import Testing

@testable import RestAPI

/// The schemas against what a node answers.
@Suite("Answers are as the OpenAPI document describes them")
struct DescribedAnswerTests {
    /// Makes a call and compares it with its description.
    private func check(
        _ name: String,
        _ gateway: Gateway,
        _ target: String,
        body: String? = nil,
        status: Int = 200
    ) async throws -> Gateway.Response {
        let description = try #require(CallDescription.all.first { $0.name == name })
        let answer = try await gateway.call(description.method.rawValue, target, body: body)
        #expect(answer.status == status, "\(name): \(answer.text)")
        let route = try #require(RouteTable.all.route(of: description))
        if answer.status != 200 {
            #expect(description.allFailures(route.access)[answer.status] != nil, "\(name): \(answer.status)")
            #expect(Schema.component("Error").faults(in: answer.value) == [], "\(name)")
            return answer
        }
        switch description.success {
        case .json(let schema, _): #expect(schema.faults(in: answer.value) == [], "\(name): \(answer.text)")
        case .text(let text): #expect(answer.text == text)
        case .nothing: #expect(answer.text.isEmpty && answer.fields["Content-Type"] == nil)
        case .document: break
        }
        return answer
    }

    @Test("of sessions, with and without a failure")
    func sessions() async throws {
        try await Gateway.with { gateway in
            let opened = try await self.check(
                "openSession",
                gateway,
                "/api/v1/sessions",
                body: "{\"configs\":{\"a\":\"b\"}}"
            )
            let session = "/api/v1/sessions/\(opened.identifier)"
            _ = try await self.check("getServerInformation", gateway, "\(session)/info/18")
            _ = try await self.check("getServerInformation", gateway, "\(session)/info/0", status: 404)
            let failing = "{\"statement\":\"select * from nowhere\"}"
            _ = try await self.check(
                "executeStatement",
                gateway,
                "\(session)/operations/statement",
                body: failing,
                status: 422
            )
            _ = try await self.check("getSessionEvent", gateway, session)
            _ = try await gateway.run("select 1", in: session)
            let list = try await self.check("listSessions", gateway, "/api/v1/sessions")
            #expect(list.value.elements.count == 1)
            _ = try await self.check("countSessions", gateway, "/api/v1/sessions/count")
            _ = try await self.check("getExecutionPoolStatistics", gateway, "/api/v1/sessions/execPool/statistic")
            let operations = try await self.check("listOperations", gateway, "\(session)/operations")
            #expect(operations.value.elements.count == 1)
            _ = try await self.check("closeSession", gateway, session)
            _ = try await self.check("closeSession", gateway, session, status: 404)
        }
    }

    @Test("of operations that finished and that failed")
    func operations() async throws {
        try await Gateway.with { gateway in
            for protocolVersion in [0, 10] {
                let session = try await gateway.open(protocolVersion: protocolVersion)
                let operation = try await gateway.run(
                    "select true, 1::tinyint, 2::smallint, 3, 4::bigint, 0.5::double, 'NaN'::double, 1.10::decimal(5,2), "
                        + "'x', 'y'::blob, [1], date '2024-02-29', null",
                    in: session
                )
                _ = try await self.check("getOperationEvent", gateway, "\(operation)/event")
                _ = try await self.check("getResultSetMetadata", gateway, "\(operation)/resultsetmetadata")
                _ = try await self.check("getRowSet", gateway, "\(operation)/rowset?maxrows=10")
                _ = try await self.check(
                    "getRowSet",
                    gateway,
                    "\(operation)/rowset?fetchorientation=FETCH_LAST",
                    status: 404
                )
                _ = try await self.check("getOperationLog", gateway, "\(operation)/log")
                _ = try await self.check("getOperationLog", gateway, "\(operation)/log?maxrows=x", status: 400)
                _ = try await self.check(
                    "applyOperationAction",
                    gateway,
                    operation,
                    body: "{\"action\":\"x\"}",
                    status: 400
                )
                _ = try await self.check("applyOperationAction", gateway, operation, body: "{\"action\":\"CLOSE\"}")
                let failing = "{\"statement\":\"select * from nowhere\",\"runAsync\":true}"
                let target = "\(session)/operations/statement"
                let failed = try await self.check("executeStatement", gateway, target, body: failing)
                let path = "/api/v1/operations/\(failed.identifier)"
                let event = try await gateway.end(of: path)
                #expect(event["state"] as? String == "ERROR_STATE")
                let told = try await self.check("getOperationEvent", gateway, "\(path)/event")
                #expect(told.value["exception"]["message"].text != nil)
                _ = try await self.check("getRowSet", gateway, "\(path)/rowset", status: 422)
                _ = try await self.check("getResultSetMetadata", gateway, "\(path)/resultsetmetadata", status: 422)
            }
        }
    }

    @Test("of metadata operations, with the bodies of the examples")
    func metadata() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            for call in CallDescription.metadata {
                let word = call.path.split(separator: "/").last ?? ""
                let body = call.body.map { String(decoding: $0.example.json, as: UTF8.self) }
                _ = try await self.check(call.name, gateway, "\(session)/operations/\(word)", body: body)
                if body != nil {
                    _ = try await self.check(
                        call.name,
                        gateway,
                        "\(session)/operations/\(word)",
                        body: "[]",
                        status: 400
                    )
                }
            }
        }
    }

    @Test("of the node")
    func node() async throws {
        try await Gateway.with { gateway in
            for (name, path) in [
                ("ping", "ping"), ("getVersion", "version"), ("getWebUIConfiguration", "webui/config"),
                ("getHealth", "health"), ("getReadiness", "ready"),
            ] {
                _ = try await self.check(name, gateway, "/api/v1/\(path)")
            }
            gateway.world.withLock { $0.isReady = false }
            _ = try await self.check("getReadiness", gateway, "/api/v1/ready", status: 503)
        }
    }
}
