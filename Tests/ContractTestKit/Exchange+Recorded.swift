import FoundationEssentials

extension Exchange {
    /// Where an answer is to differ from Kyuubi's, and what demands it.
    public typealias Difference = (status: Int, rule: String)

    /// What a live Kyuubi 1.12.0 was asked and answered, in order (`Recordings/kyuubi.json`, made by `scripts/condense-recordings`).
    public static func recorded() throws -> [Exchange] {
        try JSONDecoder().decode([Exchange].self, from: Data(self.recording("kyuubi")))
    }

    /// A file of `Recordings`.
    public static func recording(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().path
        return Array(try Data(contentsOf: URL(filePath: "\(folder)/Recordings/\(name).json")))
    }

    /// Where a node answers a recorded exchange with another status.
    public static let differences: [String: Difference] = {
        let all: [(Int, String, [String])] = [
            (200, "contract, defect 5: only this session's operations", ["sessions/operations-of-session"]),
            (404, "contract, section 3.9: unknown handle", ["sessions/operations-of-unknown"]),
            (
                200, "contract, defect 4: lengths as text",
                ["sessions/info-30", "sessions/info-32", "sessions/info-35"]
            ),
            (
                200, "contract, defect 21: the session is unharmed",
                ["sessions/statement-after-unknown-info", "sessions/close-after-unknown-info"]
            ),
            (
                404, "contract, defect 2: malformed handle",
                ["sessions/close-malformed", "statements/rowset-malformed"]
            ),
            (
                400, "contract, defect 1: empty body",
                [
                    "sessions/open-body-empty", "sessions/open-body-null", "sessions/open-no-body-no-type",
                    "statements/action-empty-body",
                ]
            ),
            (
                400, "contract, defect 7: unknown protocol version",
                ["sessions/open-body-protocol-99", "sessions/open-body-protocol-neg"]
            ),
            (200, "contract, section 1.2: null is absent", ["sessions/open-body-config-number"]),
            (400, "contract, section 3.1: environment variables", ["sessions/open-set-env"]),
            (
                422, "design, section 7: SQL failed",
                [
                    "statements/sync-failing", "statements/sync-syntax-error", "statements/failed-rowset",
                    "statements/insert-rowset", "statements/statement-body-number",
                ]
            ),
            (
                422, "contract, section 4.3: after failure the SQL error",
                ["statements/failed-metadata", "statements/insert-metadata"]
            ),
            (
                409, "contract, section 4.3: no columns before they are known",
                ["statements/running-metadata", "statements/canceled-metadata"]
            ),
            (
                409, "design, section 7: not finished",
                [
                    "statements/running-rowset", "statements/canceled-rowset", "statements/timeout-rowset-p0",
                    "statements/timeout-rowset-p10",
                ]
            ),
            (
                400, "design, section 7: unknown action, missing member",
                [
                    "statements/action-unknown", "statements/action-missing", "statements/statement-body-missing",
                    "statements/statement-body-null",
                ]
            ),
            (200, "contract, defect 6: cancel after time-out", ["statements/timeout-cancel-p10"]),
            (
                200, "design, section 6: texts with several statements, or none",
                [
                    "statements/statement-body-empty", "statements/statement-body-two-statements",
                    "statements/statement-body-comment-only",
                ]
            ),
            (
                400, "contract, section 4.5: other orientations",
                ["paging/page-bogus", "paging/page-lower", "paging/page-empty-orientation"]
            ),
            (
                400, "contract, section 1.6: a query value that is no number",
                ["paging/page-maxrows-text", "paging/page-maxrows-huge", "paging/log-text"]
            ),
            (200, "contract, section 1.2: no body, its type is ignored", ["misc/get-with-text-type"]),
            (405, "contract, section 1.1: literals win", ["misc/delete-count"]),
            (404, "contract, section 8: a test hook that is left out", ["misc/exception-hook"]),
            (401, "contract, section 1.5: not base64", ["auth-none/auth-not-base64"]),
            (
                200, "contract, defect 23: every node serves every session",
                [
                    "event", "statement", "info", "operation-event", "rowset", "log", "metadata", "cancel",
                    "operations-of-session", "close",
                ].map { "wrong-node/wrong-node-\($0)" }
            ),
            (404, "contract, defect 23: the close before it has worked", ["wrong-node/still-there"]),
        ]
        return Dictionary(
            uniqueKeysWithValues: all.flatMap { status, rule, names in names.map { ($0, (status, rule)) } }
        )
    }()

    /// Where DuckDB's result is another than Spark's, and where the log, which has more lines here, is not at its end: only members and types are compared, of as many elements as there are.
    public static let enginesOwn: Set<String> = [
        "statements/show-metadata", "statements/show-rowset", "statements/set-metadata", "statements/set-rowset",
        "statements/explain-metadata", "statements/explain-rowset", "paging/log-zero", "paging/log-negative",
    ]
}
