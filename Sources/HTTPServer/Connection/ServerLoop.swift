import EventLoops
import Glibc
import HTTPCodec

/// What a server has on one loop: its connections, and what they share while one of them is served.
final class ServerLoop {
    let configuration: HTTPServer.Configuration
    let service: any HTTPService
    let headDeadlines: DeadlineList
    let bodyDeadlines: DeadlineList
    let idleDeadlines: DeadlineList
    let writeDeadlines: DeadlineList
    let finDeadlines: DeadlineList
    /// Reads heads where they lie; a connection has its own only while its head is incomplete.
    var parser = RequestParser()
    /// What is to be sent, of one connection at a time.
    var output = ByteBuffer()
    private var writer: HTTPConnection?
    private(set) var connections: [HTTPConnection] = []
    private(set) var isDraining = false
    private var dateSecond: Int64 = -1
    private var date: [UInt8] = []
    private var emptyWaiter: CheckedContinuation<Void, Never>?

    init(_ configuration: HTTPServer.Configuration, _ service: any HTTPService, on loop: isolated EventLoop) {
        self.configuration = configuration
        self.service = service
        self.headDeadlines = loop.deadlines(of: configuration.head)
        self.bodyDeadlines = loop.deadlines(of: configuration.bodyIdle)
        self.idleDeadlines = loop.deadlines(of: configuration.keepAliveIdle)
        self.writeDeadlines = loop.deadlines(of: configuration.writeStall)
        self.finDeadlines = loop.deadlines(of: configuration.finGrace)
    }

    func add(_ connection: HTTPConnection) {
        connection.place = self.connections.count
        self.connections.append(connection)
    }

    func remove(_ connection: HTTPConnection) {
        let last = self.connections.removeLast()
        if last !== connection {
            self.connections[connection.place] = last
            last.place = connection.place
        }
        guard self.connections.isEmpty else { return }
        self.emptyWaiter?.resume()
        self.emptyWaiter = nil
    }

    // MARK: Output

    /// Makes a connection the one whose bytes are in ``output``; those of another go out first.
    func becomeWriter(_ connection: HTTPConnection, on loop: isolated EventLoop) {
        guard self.writer !== connection else { return }
        self.writer?.flushNow(on: loop)
        self.output.removeAll()
        self.writer = connection
    }

    func isWriter(_ connection: HTTPConnection) -> Bool { self.writer === connection }

    /// A connection is closed: what it had to send is dropped.
    func forgetWriter(_ connection: HTTPConnection) {
        guard self.writer === connection else { return }
        self.output.removeAll()
        self.writer = nil
    }

    // MARK: Draining

    func beginDrain(on loop: isolated EventLoop) {
        self.isDraining = true
        // Spread over four moments, so that clients do not all come back at once elsewhere.
        let quarter = self.configuration.drainIdle / 4
        let lists = (1...4).map { loop.deadlines(of: quarter * $0) }
        for (number, connection) in self.connections.enumerated() {
            connection.drain(lists[number % 4], on: loop)
        }
    }

    func endAll(on loop: isolated EventLoop) {
        for connection in self.connections { connection.reset(on: loop) }
    }

    func waitUntilEmpty(on loop: isolated EventLoop) async {
        guard !self.connections.isEmpty else { return }
        await withCheckedContinuation { self.emptyWaiter = $0 }
    }

    // MARK: Date

    /// Adds the `Date` field, made once a second.
    func appendDate(on loop: isolated EventLoop) {
        let second = loop.now / 1_000_000_000
        if second != self.dateSecond {
            self.dateSecond = second
            self.date = DateField.line(time(nil))
        }
        self.output.append(self.date)
    }
}
