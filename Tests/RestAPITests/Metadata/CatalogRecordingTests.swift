import ContractTestKit
import Testing

@testable import RestAPI

/// What a live Kyuubi 1.12.0 with Spark answered, by `catalog-operations.json`.
@Suite("Metadata answers of a live Kyuubi")
struct CatalogRecordingTests {
    /// What a type of Spark's is called here: a type's name is the engine's (contract 10, `TYPE_NAME` is SQL text).
    static let typeNames = ["VOID": "NULL", "STRING": "VARCHAR", "BINARY": "BLOB", "ARRAY": "LIST"]

    static let fixture = (try? JSONValue.recording("catalog-operations")) ?? .null

    struct Call: Sendable, CustomTestStringConvertible {
        var facts: JSONValue
        var testDescription: String { self.facts["name"].word }
        var status: Int {
            Exchange.catalogDifferences[self.testDescription]?.status ?? self.facts["status"].number
        }
    }

    static let calls = Self.fixture["calls"].elements.map { Call(facts: $0) }
    static let info = Self.fixture["info"].elements.map { Call(facts: $0) }

    @Test("there are facts, and each difference is one of them")
    func facts() {
        #expect(Self.calls.count == 23 && Self.info.count == 12)
        #expect(Self.fixture["types"].elements.count == 17)
        guard case .object(let layouts) = Self.fixture["layouts"] else { return #expect(Bool(false)) }
        #expect(layouts.count == 7)
        let names = (Self.calls + Self.info).map(\.testDescription) + ["log"]
        #expect(Set(Exchange.catalogDifferences.keys).isSubset(of: names))
        for call in Self.calls + Self.info where Exchange.catalogDifferences[call.testDescription] != nil {
            #expect(call.facts["status"].number != call.status, "\(call.testDescription) does not differ")
        }
    }

    /// Something in every answer.
    private static let objects =
        "create table rec_t (i int primary key, d decimal(10,2)); create view rec_v as select 1"

    @Test("calls have Kyuubi's statuses, events and columns", arguments: Self.calls)
    func call(_ call: Call) async throws {
        try await Gateway.with { gateway in
            let isUnknown = call.testDescription.contains("unknown-session")
            let opened = try await gateway.open()
            _ = try await gateway.run(Self.objects, in: opened)
            let session = isUnknown ? "/api/v1/sessions/2b0a8a2c-0000-4000-8000-000000000000" : opened
            let operation = call.facts["operation"].word
            let path = "\(session)/operations/\(operation)"
            let answer = try await gateway.call("POST", path, body: call.facts["body"].text)
            #expect(answer.status == call.status, "\(answer.text)")
            guard answer.status == 200 else {
                #expect(answer.value["message"].text != nil)
                return
            }
            let handle = "/api/v1/operations/\(answer.identifier)"
            let event = try await gateway.call("GET", "\(handle)/event").value
            for member in ["statement", "shouldRunAsync", "state"] where call.facts["event"] != .null {
                #expect(event[member] == call.facts["event"][member])
            }
            let layout = Self.fixture["layouts"][operation]
            guard layout != .null else { return }
            let expected = layout["columns"].elements.map(\.elements).map {
                Gateway.Column(
                    name: $0[0].word,
                    type: $0[1].word,
                    precision: $0[2].number,
                    scale: $0[3].number,
                    comment: $0[4]
                )
            }
            #expect(try await gateway.columns(of: handle) == expected)
            let log = try await gateway.call("GET", "\(handle)/log")
            #expect(log.status == Exchange.catalogDifferences["log"]?.status)
        }
    }

    @Test("values arrive in Kyuubi's carriers")
    func carriers() async throws {
        guard case .object(let layouts) = Self.fixture["layouts"] else { return }
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            _ = try await gateway.run(Self.objects, in: session)
            for (operation, layout) in layouts where layout["carriers"] != .null {
                let answer = try await gateway.call("POST", "\(session)/operations/\(operation)", body: "{}")
                let rows = try await gateway.rows(of: "/api/v1/operations/\(answer.identifier)")
                let expected = layout["carriers"].elements.map(\.word)
                #expect(!rows.isEmpty)
                #expect(rows.allSatisfy { $0.map(\.carrier) == expected }, "\(operation)")
            }
        }
    }

    @Test("types that both have are told alike, in the same order")
    func types() async throws {
        try await Gateway.with { gateway in
            let session = try await gateway.open()
            let table = try await gateway.ask("typeInfo", in: session)
            let expected = Self.fixture["types"].elements.map { row -> [String?] in
                let values = row.elements.map(\.text)
                return [Self.typeNames[values[0] ?? ""] ?? values[0]] + values.dropFirst()
            }
            let names = expected.map { $0[0] }
            #expect(table.rows.filter { names.contains($0[0]) } == expected)
        }
    }

    @Test("server information has Kyuubi's statuses and names", arguments: Self.info)
    func information(_ call: Call) async throws {
        try await Gateway.with { gateway in
            let opened = try await gateway.open()
            let isUnknown = call.testDescription == "info-unknown"
            let session = isUnknown ? "/api/v1/sessions/2b0a8a2c-0000-4000-8000-000000000000" : opened
            let answer = try await gateway.call("GET", "\(session)/info/\(call.facts["number"].word)")
            #expect(answer.status == call.status, "\(answer.text)")
            if call.facts["status"].number == 200 { #expect(answer.value["infoType"] == call.facts["infoType"]) }
        }
    }
}
