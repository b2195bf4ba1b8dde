import FoundationEssentials
import ProcessTestKit
import Testing

/// An owner that is known by a name, while the name service takes its time.
@Suite
struct SlowNameTests {
    private let client = Client()

    @Test("nothing reaches the owner for a client that leaves while the owner's name is looked up")
    func clientLeaves() async throws {
        let folder = try OwnCluster.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let names = try await SlowNames(in: folder)
        let named = ["kyuubi.frontend.advertised.host": SlowNames.name]
        try await OwnCluster.with(["torii.log.level": "debug"], special: [0: named], environment: names.environment) {
            cluster in
            let (owner, entry) = (cluster.nodes[0], cluster.nodes[1])
            let session = try await self.client.open(at: owner.port)
            _ = try await self.client.run("create temp table t (name varchar)", in: session, at: owner.port)

            // One that waits is told, before it has waited for long, that nothing was done.
            try names.hold()
            let begin = ContinuousClock.now
            let late = try await self.client.submit("insert into t values ('late')", in: session, at: entry.port)
            #expect(late.status == 503 && late["retry-after"] != nil, "\(late.status) \(late.text)")
            #expect(ContinuousClock.now - begin < .seconds(5))

            for isWhole in [false, true] {
                try names.hold()
                let name = "gone-\(isWhole)"
                let isAsked = try await self.leave(entry, session, name, isWhole) { names.isAsked }
                #expect(isAsked, "nobody looks the name up")
                #expect(
                    await eventually { entry.hasLogged(name) },
                    "the entry node does not see that its client has gone"
                )
            }
            try names.release()

            let rows = try await self.client.run("select name from t", in: session, at: entry.port)
            let page = try await self.client.get("/api/v1/operations/\(rows)/rowset", at: entry.port)
            #expect(page.json["rowCount"].integer == 0, "\(page.text)")
            #expect(!owner.hasLogged("gone-"))
            #expect(
                entry.logged("request").filter { $0["request_id"].text?.hasPrefix("gone-") == true }.allSatisfy {
                    $0["status"].integer == 0
                }
            )
        }
    }

    /// Sends a statement, whole or its begin, and resets the connection once the name is being looked up.
    private func leave(
        _ entry: NodeProcess,
        _ session: String,
        _ name: String,
        _ isWhole: Bool,
        when isAsked: @escaping @Sendable () -> Bool
    ) async throws -> Bool {
        let body = "{\"statement\":\"insert into t values ('\(name)')\"}"
        return try await blocking {
            let connection = try RawConnection(port: entry.port)
            connection.resetWhenClosed()
            try connection.send(
                "POST /api/v1/sessions/\(session)/operations/statement HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(name)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + (isWhole ? body : String(body.prefix(20)))
            )
            let end = ContinuousClock.now + .seconds(10)
            while !isAsked(), ContinuousClock.now < end {}
            return isAsked()
        }
    }
}
