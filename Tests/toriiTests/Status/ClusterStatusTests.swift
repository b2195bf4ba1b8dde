import Synchronization
import Testing

@testable import torii

@Suite("The status of a cluster")
struct ClusterStatusTests {
    static func member(_ incarnation: Int, _ name: String, _ state: String, sessions: String) -> String {
        "{\"incarnation\":\(incarnation),\"name\":\"\(name)\",\"url\":\"http://h:\(incarnation)\","
            + "\"state\":\"\(state)\",\"sessions\":\(sessions),\"version\":\"0.1.0\"}"
    }

    static func health(isInContact: Bool = true, own: String = "7") -> String {
        let members = [
            self.member(7, "b", "serving", sessions: "2"), self.member(12, "a\\nx", "lost", sessions: "null"),
        ]
        return "{\"status\":\"alive\",\"incarnation\":\(own),\"isInContact\":\(isInContact),\"contactAgeMs\":12345,"
            + "\"members\":[\(members.joined(separator: ","))]}"
    }

    private func run(_ body: String, _ format: ClusterStatusOptions.Format, status: Int = 200) async -> (Int32, String)
    {
        let output = Mutex("")
        let code = await Program.clusterStatus(
            ClusterStatusOptions(format: format),
            over: { request in
                #expect(request == GatewayRequest(method: "GET", target: "/api/v1/health", body: nil))
                return GatewayResponse(status: status, body: Array(body.utf8))
            },
            write: { text in output.withLock { $0 += text } }
        )
        return (code, output.withLock { $0 })
    }

    @Test("a table shows each node, and marks the one that answered")
    func table() async {
        let (status, output) = await self.run(Self.health(), .table)
        #expect(status == 0)
        #expect(
            output == """
                   | name | incarnation | state   | sessions | version | url
                ---+------+-------------+---------+----------+---------+-------------
                 * | b    |           7 | serving |        2 | 0.1.0   | http://h:7
                   | a\\nx |          12 | lost    |          | 0.1.0   | http://h:12
                (2 nodes, as the one marked * sees them)

                """
        )
    }

    @Test("a node that is out of contact, or of the cluster, is no failure: it is told")
    func alone() async {
        let (status, output) = await self.run(Self.health(isInContact: false, own: "null"), .table)
        #expect(status == 0)
        #expect(output.contains("\nThe node that answered is not in the cluster at the moment.\n"))
        #expect(output.contains("\nThe node that answered has not heard from ZooKeeper for 12.3 s: "))
    }

    @Test("as JSON it is the node's own answer")
    func json() async {
        #expect(await self.run(Self.health(), .json) == (0, Self.health() + "\n"))
    }

    @Test("an answer of something else, or a failure, ends with 1 and prints nothing")
    func failures() async {
        #expect(await self.run("{\"status\":\"ok\"}", .table) == (1, ""))
        #expect(await self.run("", .json, status: 503) == (1, ""))
    }
}
