/// Contract, section 3.8: statements.
extension CallDescription {
    static let statements: [CallDescription] = [
        CallDescription(
            .post,
            "/v1/sessions/{sessionHandle}/operations/statement",
            "executeStatement",
            .statements,
            "Run SQL",
            details:
                "The statements of a session run in the order in which they were accepted. With `runAsync` the call answers "
                + "once the statement has its place; without, at its end, and a statement whose client goes away is stopped.",
            parameters: [.session],
            body: Body(
                schema: "StatementRequest",
                example: ["statement": "select 1 as a, null as n", "runAsync": true, "queryTimeout": 60]
            ),
            success: .json(.component("OperationHandle"), example: Examples.handle),
            failures: Self.takingAPlace([
                400:
                    "The body is malformed or missing, the statement is missing or holds U+0000, or a key of `confOverlay` "
                    + "is refused or has a value that it cannot have.",
                404: "The handle is unknown or malformed, or the session was closed, also while the statement ran.",
                409: "The synchronous statement was cancelled.",
                422:
                    "The SQL failed, its result is too large, or the engine could not be opened; the message is the engine's.",
                501: "The engine has no such language, or no such plan.",
                504:
                    "The synchronous statement was stopped after its `queryTimeout`; or the handle's node gave no answer, "
                    + "and the statement may have run.",
            ])
        )
    ]
}
