import EventLoops
import HTTPClient

/// Opens and closes sessions of a gateway, over some kept connections, for some time.
struct OpenClose {
    private struct Tally {
        var pairs = 0
        var errors = 0
        var firstError: String?

        mutating func add(_ other: Tally) {
            self.pairs += other.pairs
            self.errors += other.errors
            self.firstError = self.firstError ?? other.firstError
        }
    }

    private struct Unexpected: Error, CustomStringConvertible {
        var description: String
    }

    private let client: HTTPClient
    private let address: SocketAddress
    private let connections: Int
    private let seconds: Int

    /// - Parameters:
    ///   - url: `http://127.0.0.1:10099`: an IP address and a port.
    ///   - seconds: 1 to 60.
    ///   - connections: 1 to 1024.
    init?(url: String, seconds: String, connections: String) {
        guard url.hasPrefix("http://"), let colon = url.lastIndex(of: ":"),
            let port = UInt16(url[url.index(after: colon)...]),
            let address = try? SocketAddress(ip: String(url[..<colon].dropFirst("http://".count)), port: port),
            let seconds = Int(seconds), (1...60).contains(seconds),
            let connections = Int(connections), (1...1024).contains(connections)
        else { return nil }
        var configuration = HTTPClient.Configuration()
        configuration.connectionsPerOrigin = connections
        self.client = HTTPClient(configuration)
        self.address = address
        self.connections = connections
        self.seconds = seconds
    }

    /// Prints one line.
    ///
    /// - Returns: Whether nothing failed.
    func run() async throws -> Bool {
        let group = try EventLoopGroup(count: 1)
        group.start()
        let loop = group.next()
        let clock = ContinuousClock()
        let begin = clock.now
        let end = begin + .seconds(self.seconds)
        let tally = await withTaskGroup(of: Tally.self) { tasks in
            for _ in 0..<self.connections {
                tasks.addTask { await self.work(until: end, on: loop) }
            }
            return await tasks.reduce(into: Tally()) { $0.add($1) }
        }
        let spent = (clock.now - begin) / .seconds(1)
        await group.stop()
        var line =
            "open + close: \(Int((Double(tally.pairs) / spent).rounded()))/s (\(self.connections) connections, "
            + "\(self.seconds) s)"
        if tally.errors > 0 { line += "; \(tally.errors) errors, the first: \(tally.firstError ?? "")" }
        print(line)
        return tally.errors == 0
    }

    /// One connection's worth: the client keeps as many connections as there are calls under way.
    private func work(until end: ContinuousClock.Instant, on loop: isolated EventLoop) async -> Tally {
        var tally = Tally()
        while ContinuousClock.now < end, tally.errors < 1000 {
            do {
                let opened = try await self.send("POST", "/api/v1/sessions", Array(#"{"configs":{}}"#.utf8), on: loop)
                guard let handle = Self.identifier(in: opened) else {
                    throw Unexpected(description: "the answer to opening has no identifier")
                }
                _ = try await self.send("DELETE", "/api/v1/sessions/\(handle)", [], on: loop)
                tally.pairs += 1
            } catch {
                tally.errors += 1
                tally.firstError = tally.firstError ?? "\(error)"
            }
        }
        return tally
    }

    private func send(
        _ method: String,
        _ target: String,
        _ body: [UInt8],
        on loop: isolated EventLoop
    ) async throws -> [UInt8] {
        let response = try await self.client.send(
            ClientRequest(
                method,
                target,
                host: "\(self.address)",
                fields: body.isEmpty ? [] : [("Content-Type", "application/json")],
                body: body
            ),
            to: Origin(self.address),
            deadline: .seconds(10),
            on: loop
        )
        guard response.status == 200 else {
            let text = String(decoding: response.body.prefix(200), as: UTF8.self)
            throw Unexpected(description: "\(method) answered \(response.status) \(text)")
        }
        return response.body
    }

    /// The text of the first member `identifier`; a handle has no escapes.
    private static func identifier(in json: [UInt8]) -> String? {
        let text = String(decoding: json, as: UTF8.self)
        guard let name = text.firstRange(of: #""identifier""#) else { return nil }
        let parts = text[name.upperBound...].split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && !parts[1].isEmpty ? String(parts[1]) : nil
    }
}
