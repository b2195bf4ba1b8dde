public import EventLoops
import HTTPCodec
import Synchronization

/// Serves HTTP/1.1 on the loops of a group.
///
/// Each connection lives on one loop, and so does everything that its requests ask for: what a ``HTTPService`` decides,
/// handlers and take-overs.
public final class HTTPServer: Sendable {
    private struct Life {
        var listeners: [TCPListener] = []
        var isDraining = false
    }

    let group: EventLoopGroup
    let configuration: Configuration
    let service: any HTTPService
    private let log: @Sendable (String) -> Void
    private let life = Mutex(Life())

    /// Creates a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - group: Started loops; they outlive the server.
    ///   - configuration: Limits and timeouts.
    ///   - service: Decides what becomes of each request.
    ///   - log: Gets a line when something is wrong with the server itself, as descriptors that have run out.
    public init(
        group: EventLoopGroup,
        configuration: Configuration = Configuration(),
        service: any HTTPService,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.group = group
        self.configuration = configuration
        self.service = service
        self.log = log
    }

    /// Begins to take connections.
    ///
    /// - Parameter address: Where; port 0 for any free one.
    /// - Returns: The address with its port.
    /// - Throws: `EventLoopError` where it is taken or not there.
    public func listen(on address: SocketAddress) throws -> SocketAddress {
        let listener = try TCPListener(
            on: address,
            backlog: self.configuration.backlog,
            group: self.group,
            log: self.log,
            accept: { stream, loop in self.take(stream, on: loop) }
        )
        self.life.withLock { $0.listeners.append(listener) }
        return listener.address
    }

    /// The number of connections.
    public func connectionCount() async -> Int {
        var count = 0
        for loop in self.group.loops { count += await loop.connectionCount(of: self) }
        return count
    }

    /// Ends in order: takes no connection any more, says `Connection: close` in each answer, gives idle connections
    /// ``Configuration/drainIdle`` for a request that is on the wire, and ends what is left when the time is over.
    ///
    /// - Parameter timeout: How long running requests get.
    public func shutDown(timeout: Duration) async {
        let listeners = self.life.withLock { life in
            defer { life.listeners = [] }
            return life.listeners
        }
        for listener in listeners { await listener.close() }
        await withTaskGroup(of: Void.self) { tasks in
            for loop in self.group.loops {
                tasks.addTask { await loop.drain(self, timeout: timeout) }
            }
        }
    }

    private func take(_ stream: TCPStream, on loop: isolated EventLoop) {
        let server = self.onLoop(loop)
        let connection = HTTPConnection(stream, server)
        server.add(connection)
        stream.begin(connection, on: loop)
        connection.began(on: loop)
    }

    func onLoop(_ loop: isolated EventLoop) -> ServerLoop {
        loop.local(for: ObjectIdentifier(self)) {
            ServerLoop(self.configuration, self.service, on: loop)
        }
    }
}

extension EventLoop {
    func connectionCount(of server: HTTPServer) -> Int {
        server.onLoop(self).connections.count
    }

    func drain(_ server: HTTPServer, timeout: Duration) async {
        let here = server.onLoop(self)
        here.beginDrain(on: self)
        let end = self.schedule(after: timeout) { here.endAll(on: self) }
        await here.waitUntilEmpty(on: self)
        end.cancel(on: self)
        self.removeLocal(for: ObjectIdentifier(server))
    }
}
