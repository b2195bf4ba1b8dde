import EventLoops
import Glibc
import HTTPServer

// http-peer echo PORT    a server that answers each request with what it has read of it
@Sendable func complain(_ line: String) {
    let line = line + "\n"
    _ = write(2, line, line.utf8.count)
}

let arguments = CommandLine.arguments
guard arguments.count == 3, arguments[1] == "echo", let port = UInt16(arguments[2]) else {
    complain("use: http-peer echo PORT")
    exit(2)
}
let group = try EventLoopGroup(count: Int(getenv("LOOPS").map { String(cString: $0) } ?? ""))
group.start()
var configuration = HTTPServer.Configuration()
configuration.limits.body = 1 << 20
let server = HTTPServer(group: group, configuration: configuration, service: EchoService()) { line in
    complain(line)
}
let signals = try Signals.stream(of: SIGTERM, SIGINT)
_ = try server.listen(on: .loopback(port: port))
for await _ in signals { break }
await server.shutDown(timeout: .seconds(3))
await group.stop()
