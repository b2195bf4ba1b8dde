import FoundationEssentials
import JSONTestKit

extension Exchange {
    /// Where a node answers a call of `catalog-operations.json` with another status.
    public static let catalogDifferences: [String: Difference] = [
        "functions-without-name": (200, "contract 15, defect 21: all functions"),
        "statement-after-functions-without-name": (200, "contract 15, defect 21: the session is unharmed"),
        "primaryKeys-13": (200, "contract 15, O2: DuckDB has constraints"),
        "primaryKeys-14": (200, "contract 15, O2: DuckDB has constraints"),
        "crossReference-15": (200, "contract 15, O2: DuckDB has constraints"),
        "schemas-no-body": (400, "contract 3.8: a missing body is 400"),
        "log": (200, "contract 15, defect 11: an empty list"),
        "info-30": (200, "contract 15, defect 4: decimal text"),
        "info-32": (200, "contract 15, defect 4: decimal text"),
        "info-35": (200, "contract 15, defect 4: decimal text"),
    ]

    /// The calls of `catalog-operations.json` in one session, and what each operation tells of itself.
    public static func catalog() throws -> [Exchange] {
        let facts = JSON(reading: try self.recording("catalog-operations"))
        let objects =
            #"{"statement":"create table if not exists rec_t (i int primary key, d decimal(10,2)); "#
            + #"create or replace view rec_v as select 1"}"#
        var all = [
            Exchange("open", "POST /api/v1/sessions", "{}", keeps: "session"),
            Exchange("make objects", "POST /api/v1/sessions/{session}/operations/statement", objects),
        ]
        for call in facts["calls"].array { all += self.calls(call, facts["layouts"]) }
        for info in facts["info"].array {
            let name = info["name"].text ?? ""
            let path =
                "/api/v1/sessions/{\(name == "info-unknown" ? "unknown" : "session")}/info/\(info["number"].text ?? "")"
            let status = self.catalogDifferences[name]?.status ?? info["status"].integer ?? 0
            let shape: JSON = ["infoType": self.leaf(info["infoType"]), "infoValue": "string"]
            all.append(Exchange(name, "GET \(path)", status: status, answer: info["infoType"] == .null ? nil : shape))
        }
        return all
    }

    private static func calls(_ call: JSON, _ layouts: JSON) -> [Exchange] {
        let (name, operation) = (call["name"].text ?? "", call["operation"].text ?? "")
        let session = name.contains("unknown-session") ? "unknown" : "session"
        let status = self.catalogDifferences[name]?.status ?? call["status"].integer ?? 0
        let path = "/api/v1/sessions/{\(session)}/operations/\(operation)"
        let kept = status == 200 ? name : nil
        let first = Exchange(name, "POST \(path)", call["body"].text, status: status, keeps: kept)
        guard status == 200 else { return [first] }
        var all = [first]
        if call["event"] != .null {
            var shape: [String: JSON] = [:]
            for member in ["statement", "shouldRunAsync", "state"] { shape[member] = self.leaf(call["event"][member]) }
            let event = "GET /api/v1/operations/{\(name)}/event"
            all.append(Exchange("\(name): event", event, answer: .object(shape), awaits: "FINISHED_STATE"))
        }
        if layouts[operation] != .null {
            let columns = layouts[operation]["columns"].array.enumerated().map { index, column -> JSON in
                [
                    "columnName": self.leaf(column[0]), "dataType": self.leaf(column[1]),
                    "columnIndex": .text("=\(index)"),
                    "precision": self.leaf(column[2]), "scale": self.leaf(column[3]), "comment": self.leaf(column[4]),
                ]
            }
            let path = "GET /api/v1/operations/{\(name)}/resultsetmetadata"
            all.append(Exchange("\(name): columns", path, answer: ["columns": .array(columns)]))
            let log: JSON = ["logRowSet": [], "rowCount": "number"]
            all.append(Exchange("\(name): log", "GET /api/v1/operations/{\(name)}/log", answer: log))
        }
        all.append(Exchange("\(name): rows", "GET /api/v1/operations/{\(name)}/rowset?maxrows=100"))
        return all
    }

    /// The shape of a value that must be the same.
    private static func leaf(_ value: JSON) -> JSON {
        switch value {
        case .null: "=null"
        case .bool(let bool): .text("=\(bool)")
        case .integer(let integer): .text("=\(integer)")
        case .text(let text): .text("=" + String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self))
        default: "string"
        }
    }
}
