import EventLoops
import HTTPCodec

/// What a client has on one loop: its connections, and what they share.
final class ClientLoop {
    private struct Pool {
        /// The one used last is the last here, and the next to be used: the others may time out.
        var idle: [UpstreamConnection] = []
        /// In use and idle.
        var all: [ObjectIdentifier: UpstreamConnection] = [:]
    }

    let configuration: HTTPClient.Configuration
    var parser = ResponseParser()
    let connects: DeadlineList
    let bodies: DeadlineList
    let idles: DeadlineList
    let stalls: DeadlineList
    private var pools: [Origin: Pool] = [:]
    private var calls: [UInt64: WholeExchange] = [:]
    private var callNumber: UInt64 = 0

    init(_ configuration: HTTPClient.Configuration, on loop: isolated EventLoop) {
        self.configuration = configuration
        self.connects = loop.deadlines(of: configuration.connectTimeout)
        self.bodies = loop.deadlines(of: configuration.bodyIdleTimeout)
        self.idles = loop.deadlines(of: configuration.idleTimeout)
        self.stalls = loop.deadlines(of: configuration.writeStallTimeout)
    }

    func checkOut(
        _ origin: Origin,
        isHead: Bool,
        fresh: Bool,
        mayRepeat: Bool,
        _ handler: any UpstreamHandler,
        on loop: isolated EventLoop
    ) throws(UpstreamFailure) -> UpstreamConnection {
        if !fresh, let connection = self.takeIdle(origin, isChecked: !mayRepeat, on: loop) {
            connection.deadline.disarm(on: loop)
            connection.begin(handler, isHead: isHead)
            return connection
        }
        if fresh { self.forget(origin, on: loop) }
        guard self.pools[origin]?.all.count ?? 0 < self.configuration.connectionsPerOrigin else {
            throw UpstreamFailure(.busy, "too many requests to \(origin.address) are under way", retry: .always)
        }
        let connection = UpstreamConnection(origin, self)
        connection.begin(handler, isHead: isHead)
        do {
            connection.stream = try TCPStream.connect(to: origin.address, handler: connection, on: loop)
        } catch {
            connection.handler = nil
            throw UpstreamFailure(.unreachable, error.message, retry: .always)
        }
        self.pools[origin, default: Pool()].all[ObjectIdentifier(connection)] = connection
        connection.deadline.arm(in: self.connects, for: connection, on: loop)
        return connection
    }

    /// A kept connection that is of use. A server may have ended one without this side having noticed yet.
    private func takeIdle(
        _ origin: Origin,
        isChecked: Bool,
        on loop: isolated EventLoop
    ) -> UpstreamConnection? {
        while let connection = self.pools[origin]?.idle.popLast() {
            guard let stream = connection.stream else { continue }
            if isChecked, stream.isStale(on: loop) {
                stream.reset(on: loop)
                continue
            }
            return connection
        }
        return nil
    }

    func keep(_ connection: UpstreamConnection, on loop: isolated EventLoop) {
        connection.deadline.arm(in: self.idles, for: connection, on: loop)
        self.pools[connection.origin]?.idle.append(connection)
    }

    func closed(_ connection: UpstreamConnection) {
        guard var pool = self.pools.removeValue(forKey: connection.origin) else { return }
        pool.all[ObjectIdentifier(connection)] = nil
        pool.idle.removeAll { $0 === connection }
        if !pool.all.isEmpty { self.pools[connection.origin] = pool }
    }

    func forget(_ origin: Origin, on loop: isolated EventLoop) {
        guard let pool = self.pools[origin] else { return }
        for connection in pool.all.values { connection.state.wasForgotten() }
        for connection in pool.idle {
            connection.stream?.reset(on: loop)
        }
    }

    // MARK: Whole calls

    func add(_ call: WholeExchange) -> UInt64 {
        self.callNumber += 1
        self.calls[self.callNumber] = call
        return self.callNumber
    }

    func remove(_ number: UInt64) -> WholeExchange? {
        self.calls.removeValue(forKey: number)
    }
}
