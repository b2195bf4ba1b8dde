import Glibc
import Testing

@testable import torii

@Suite("The program")
struct ProgramTests {
    @Test(
        "wrong usage and a wrong configuration end with 2, help with 0",
        arguments: [
            (["sreve"], 2), ([], 2), (["serve", "--config", "/does/not/exist"], 2),
            (["serve", "--torii.log.level=loud"], 2),
            (["version"], 0), (["help", "serve"], 0), (["cluster", "stats"], 2),
        ]
    )
    func statuses(arguments: [String], status: Int) async {
        #expect(await Program.run(arguments, environment: [:]) == Int32(status))
    }

    @Test("the configuration comes from the file that was named, and the environment")
    func configuration() throws {
        var template = Array("/tmp/torii-test-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        try #require(file >= 0)
        let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        defer { unlink(path) }
        Program.write("torii.node.name = a\ntorii.log.level = error\n", to: file)
        close(file)
        let options = ServeOptions(file: path, settings: [.init(key: "torii.log.level", value: "debug")])
        let configuration = try Program.configuration(options, environment: ["TORII_NODE_NAME": "b"])
        #expect(configuration[Keys.nodeName] == "b")
        #expect(configuration[Keys.logLevel] == .debug)
        #expect(try SQLOptions.Source.file(path).statement().hasPrefix("torii.node.name"))
    }

    @Test("torii sql ends with 1 and the server's message where a call fails, with 0 otherwise")
    func sql() async {
        let options = SQLOptions(source: .text("SELECT 1"))
        #expect(await Program.sql(options, over: { _ in GatewayResponse(status: 503) }) == 1)
        let gateway: GatewayTransport = { request in
            let answer =
                request.method == "POST"
                ? "{\"identifier\":\"x\"}" : "{\"state\":\"FINISHED_STATE\",\"columns\":[],\"rows\":[]}"
            return GatewayResponse(status: 200, body: Array(answer.utf8))
        }
        #expect(await Program.sql(options, over: gateway) == 0)
        #expect(await Program.sql(SQLOptions(source: .file("/does/not/exist")), over: gateway) == 1)
    }
}
