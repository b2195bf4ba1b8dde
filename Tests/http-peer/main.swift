import EventLoops
import Glibc
import HTTPServer

// http-peer echo PORT                   a server that answers each request with what it has read of it; port 0 for any,
//                                       which it tells
// http-peer relay PORT UPSTREAM-PORT    the relay between nodes, with a fixed owner on this machine
// http-peer open-close URL SECONDS CONNECTIONS    opens and closes sessions of a gateway; prints how many a second
@Sendable func complain(_ line: String) {
    let line = line + "\n"
    _ = write(2, line, line.utf8.count)
}

let arguments = CommandLine.arguments.dropFirst().map { String($0) }
if arguments.count == 4, arguments[0] == "open-close",
    let measurement = OpenClose(url: arguments[1], seconds: arguments[2], connections: arguments[3])
{
    exit(try await measurement.run() ? 0 : 1)
}
let ports = arguments.dropFirst().compactMap { UInt16($0) }
let group = try EventLoopGroup(count: Int(getenv("LOOPS").map { String(cString: $0) } ?? ""))
group.start()
let service: any HTTPService
switch (arguments.first, ports.count) {
case ("echo", 1): service = EchoService()
case ("relay", 2): service = RelayService(ownerPort: ports[1], group: group)
default:
    complain("use: http-peer echo PORT | relay PORT UPSTREAM-PORT | open-close http://ADDRESS:PORT SECONDS CONNECTIONS")
    exit(2)
}
var configuration = HTTPServer.Configuration()
configuration.limits.body = 1 << 20
let server = HTTPServer(group: group, configuration: configuration, service: service) { line in
    complain(line)
}
let signals = try Signals.stream(of: SIGTERM, SIGINT)
let address = try server.listen(on: .loopback(port: ports[0]))
if ports[0] == 0 { complain("listening on port \(address.port)") }
for await _ in signals { break }
await server.shutDown(timeout: .seconds(3))
await group.stop()
