import ContractTestKit
import JSONTestKit
import Testing

extension ConformanceTests {
    private static func row(_ values: Int...) -> JSON {
        .object([
            "rows": .array(
                values.map { ["fields": [["dataType": "=\"I64_VAL\"", "value": .text("=\($0)")]]] }
            ),
            "rowCount": .text("=\(values.count)"),
        ])
    }

    @Test("4.4 the log: one cursor, two orientations, none of a metadata operation")
    func log() async throws {
        let log = "GET \(Self.operation)/log"
        let one: JSON = ["logRowSet": ["string"], "rowCount": "=1"]
        func refused(_ orientation: String, of handle: String = "operation") -> Exchange {
            let path = "GET /api/v1/operations/{\(handle)}/log?fetchorientation=\(orientation)"
            let says = "\(orientation) in operation log is not supported"
            return Exchange("\(orientation) of \(handle)", path, status: 400, says: says)
        }
        try await self.everywhere(
            [
                Self.open, Self.run("select 'a walk'"),
                Exchange("all", "\(log)?maxrows=0", says: "select 'a walk'"),
                Exchange("the end", log, answer: ["logRowSet": [], "rowCount": "=0"]),
                Exchange("first", "\(log)?maxrows=1&fetchorientation=FETCH_FIRST", answer: one),
                Exchange("next", "\(log)?maxrows=1&fetchorientation=FETCH_NEXT", answer: one),
                refused("FETCH_PRIOR"), refused("fetch_next"), refused(""), refused("FETCH_PRIOR", of: "unknown"),
                Exchange("ask", "POST \(Self.session)/operations/catalogs", keeps: "operation"),
                Exchange("of metadata", log, answer: ["logRowSet": [], "rowCount": "=0"]),
            ]
        )
    }

    @Test("4.5 and 11.6 rows: the example of paging, every orientation, and how many")
    func paging() async throws {
        func page(_ orientation: String, _ values: JSON) -> Exchange {
            let path = "GET \(Self.operation)/rowset?maxrows=3&fetchorientation=\(orientation)"
            return Exchange(orientation, path, answer: values)
        }
        func refused(_ orientation: String, _ status: Int, says: String? = nil) -> Exchange {
            let path = "GET \(Self.operation)/rowset?fetchorientation=\(orientation)"
            return Exchange("refused \(orientation)", path, status: status, says: says)
        }
        let unsupported = ["FETCH_LAST", "FETCH_RELATIVE", "FETCH_ABSOLUTE"]
        try await self.everywhere(
            [
                Self.open, Self.run("select range from range(10)"),
                page("FETCH_NEXT", Self.row(0, 1, 2)), page("FETCH_NEXT", Self.row(3, 4, 5)),
                page("FETCH_PRIOR", Self.row(0, 1, 2)), page("FETCH_PRIOR", Self.row(0, 1, 2)),
                page("FETCH_NEXT", Self.row(3, 4, 5)), page("FETCH_FIRST", Self.row(0, 1, 2)),
                page("FETCH_NEXT", Self.row(3, 4, 5)), page("FETCH_NEXT", Self.row(6, 7, 8)),
                page("FETCH_NEXT", Self.row(9)), page("FETCH_NEXT", Self.row()),
                Exchange(
                    "none",
                    "GET \(Self.operation)/rowset?maxrows=0&fetchorientation=FETCH_FIRST",
                    answer: Self.row()
                ),
                Exchange("none", "GET \(Self.operation)/rowset?maxrows=-1", answer: Self.row()),
                refused("fetch_next", 400), refused("", 400), refused("SIDEWAYS", 400),
            ]
                + unsupported.map {
                    refused($0, 404, says: "The fetch type \($0) is not supported for this ResultSet.")
                }
        )
    }
}
