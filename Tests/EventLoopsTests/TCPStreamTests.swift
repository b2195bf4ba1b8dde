import EventLoops
import Glibc
import SocketTestKit
import Synchronization
import Testing

// One at a time: the clients block threads that Swift has few of.
@Suite("TCP streams", .serialized)
struct TCPStreamTests {
    @Test("bytes go both ways, and a half-closed peer still gets its answer")
    func echo() async throws {
        let events = Events()
        try await withListener { stream, loop in
            let recorder = Recorder(
                events,
                onEnd: { stream, loop in
                    write("bye", to: stream, on: loop)
                    stream.finish(on: loop)
                }
            )
            stream.begin(recorder, on: loop)
        } _: { port, _ in
            let client = RawSocket(port: port)
            client.send("hello")
            try await events.wait(for: "received hello")
            client.end()
            #expect(client.readAll() == "bye")
            try await events.wait(for: "closed 0")
            #expect(events.all == ["received hello", "fin", "ended", "closed 0"])
        }
    }

    @Test("what the kernel refuses waits, and is told when it is gone")
    func pending() async throws {
        let events = Events()
        let size = 8 << 20
        try await withListener { stream, loop in
            stream.begin(Recorder(events), on: loop)
            [UInt8](repeating: 7, count: size).withUnsafeBytes { stream.write($0, on: loop) }
            events.add(stream.pendingOutput > 0 ? "waits" : "does not wait")
        } _: { port, _ in
            let client = RawSocket(port: port, receiveBuffer: 4096)
            try await events.wait(for: "waits")
            #expect(client.receive(exactly: size).count == size)
            try await events.wait(for: "drained")
        }
    }

    @Test("while reading is off bytes wait; FIN is told once, and the loop sleeps")
    func readingOff() async throws {
        let events = Events()
        try await withListener { stream, loop in
            stream.begin(Recorder(events), on: loop)
            stream.setReading(false, on: loop)
            _ = loop.local(for: ObjectIdentifier(events)) { stream }
        } _: { port, group in
            let client = RawSocket(port: port)
            client.send("hello")
            client.end()
            try await events.wait(for: "fin")
            let taken = try await timeTaken(by: group.loops[0], during: .milliseconds(200))
            #expect(taken < 50)
            #expect(events.all == ["fin"])
            await Self.read(ObjectIdentifier(events), group.loops[0])
            try await events.wait(for: "closed 0")
            #expect(events.all == ["fin", "received hello", "ended", "closed 0"])
        }
    }

    private static func read(_ key: ObjectIdentifier, _ loop: isolated EventLoop) async {
        let stream: TCPStream? = loop.existingLocal(for: key)
        stream?.setReading(true, on: loop)
    }

    @Test("a reset is told while reading is off")
    func reset() async throws {
        let events = Events()
        try await withListener { stream, loop in
            stream.begin(Recorder(events), on: loop)
            stream.setReading(false, on: loop)
            events.add("begun")
        } _: { port, _ in
            let client = RawSocket(port: port)
            try await events.wait(for: "begun")
            client.reset()
            try await events.wait(for: "closed \(ECONNRESET)")
        }
    }

    @Test("both sides ended while reading is off: the loop sleeps")
    func hangUp() async throws {
        let events = Events()
        try await withListener { stream, loop in
            stream.begin(Recorder(events), on: loop)
            stream.setReading(false, on: loop)
            stream.endOutput(on: loop)
        } _: { port, group in
            let client = RawSocket(port: port)
            client.send("unread")
            #expect(client.receiveAll() == [])
            client.end()
            try await events.wait(for: "fin")
            let taken = try await timeTaken(by: group.loops[0], during: .milliseconds(200))
            #expect(taken < 50)
            #expect(events.all == ["fin"])
        }
    }

    @Test("a lingering close delivers the answer beside unread bytes, in 50 of 50")
    func lingers() async throws {
        let events = Events()
        try await withListener { stream, loop in
            let recorder = Recorder(
                events,
                onBytes: { _, stream, loop in
                    write("too large", to: stream, on: loop)
                    stream.finish(on: loop)
                }
            )
            stream.begin(recorder, on: loop)
        } _: { port, _ in
            for _ in 0..<50 {
                let client = RawSocket(port: port)
                client.send([UInt8](repeating: 1, count: 3 << 20))
                #expect(client.readAll() == "too large")
            }
        }
    }

    @Test("a lingering close ends when the peer is silent")
    func lingerSilence() async throws {
        let events = Events()
        try await withListener { stream, loop in
            stream.begin(Recorder(events), on: loop)
            stream.finish(TCPStream.LingerLimits(silence: .milliseconds(50), total: .seconds(5)), on: loop)
        } _: { port, _ in
            let client = RawSocket(port: port)
            let begun = MonotonicClock.now()
            #expect(client.receiveAll() == [])
            try await events.wait(for: "closed 0")
            #expect(MonotonicClock.now() - begun < 4_000_000_000)
        }
    }

    @Test("a lingering close ends in time for a peer that sends and sends")
    func lingerTotal() async throws {
        let events = Events()
        try await withListener { stream, loop in
            stream.begin(Recorder(events), on: loop)
            stream.finish(TCPStream.LingerLimits(silence: .seconds(5), total: .milliseconds(100)), on: loop)
        } _: { port, _ in
            let client = RawSocket(port: port)
            let begun = MonotonicClock.now()
            while client.send([0]) == 1, MonotonicClock.now() - begun < 4_000_000_000 {}
            try await events.wait(for: "closed 0")
            #expect(MonotonicClock.now() - begun < 4_000_000_000)
        }
    }

    @Test("a descriptor's number that comes back in one batch brings no event of the old connection")
    func recycledDescriptors() async throws {
        let events = Events()
        try await withListener { stream, loop in
            final class Owner { var client: TCPStream? }
            let owner = Owner()
            // Each accepted stream closes itself at once and opens a new one, which gets the number.
            let recorder = Recorder(
                events,
                onBytes: { _, stream, loop in
                    stream.close(on: loop)
                    owner.client = try? TCPStream.connect(
                        to: .loopback(port: 1),
                        handler: Recorder(events),
                        on: loop
                    )
                }
            )
            stream.begin(recorder, on: loop)
        } _: { port, _ in
            for _ in 0..<20 {
                let client = RawSocket(port: port)
                client.send("x")
                client.end()
                _ = client.receiveAll()
            }
            #expect(!events.all.contains("connected"))
            #expect(!events.all.contains("ended"))
        }
    }

    @Test("connections spread evenly over the loops")
    func spread() async throws {
        let counts = Mutex<[Int: Int]>([:])
        let events = Events()
        try await withListener(loops: 3) { stream, loop in
            let total = counts.withLock { counts in
                counts[loop.index, default: 0] += 1
                return counts.values.reduce(0, +)
            }
            stream.begin(Recorder(events), on: loop)
            if total == 30 { events.add("all") }
        } _: { port, _ in
            let clients = (0..<30).map { _ in RawSocket(port: port) }
            try await events.wait(for: "all")
            #expect(counts.withLock { $0 } == [0: 10, 1: 10, 2: 10])
            _ = clients
        }
    }

    @Test("a taken port fails, and a closed listener frees it")
    func takenPort() async throws {
        try await withLoops(2) { group in
            let first = try TCPListener(on: .loopback(port: 0), group: group, log: { _ in }) { stream, loop in
                stream.close(on: loop)
            }
            #expect(throws: EventLoopError.self) {
                try TCPListener(on: first.address, group: group, log: { _ in }) { _, _ in }
            }
            await first.close()
            let second = try TCPListener(on: first.address, group: group, log: { _ in }) { _, _ in }
            await second.close()
        }
    }

    @Test("connecting tries the addresses in turn, and tells why it fails")
    func connects() async throws {
        let events = Events()
        try await withListener { stream, loop in
            write("hi", to: stream, on: loop)
            stream.begin(Recorder(events), on: loop)
        } _: { port, group in
            let loop = group.loops[0]
            let greeting = try await Self.greet([.loopback(port: 1), .loopback(port: port)], loop)
            #expect(greeting == "received hi")
            let error = await #expect(throws: EventLoopError.self) {
                try await Self.greet([.loopback(port: 1)], loop)
            }
            #expect(error?.errno == ECONNREFUSED)
        }
    }

    private static func greet(_ addresses: [SocketAddress], _ loop: isolated EventLoop) async throws -> String? {
        let stream = try await TCPStream.connect(to: addresses, timeout: .seconds(5), on: loop)
        precondition(loop.isCurrent)
        let events = Events()
        stream.begin(Recorder(events), on: loop)
        try await events.wait(for: "received hi")
        let isStale = stream.isStale(on: loop)
        #expect(!isStale)
        stream.close(on: loop)
        return events.all.first
    }

    @Test("a connect without an answer ends at its deadline, or when it is cancelled")
    func connectTimeout() async throws {
        try await withLoops { group in
            let loop = group.loops[0]
            let full = FullListener()
            let target = SocketAddress.loopback(port: full.port)
            let error = await #expect(throws: EventLoopError.self) {
                try await Self.connect(target, .milliseconds(100), loop)
            }
            #expect(error?.code == .timeout)
            let task = Task { try await Self.connect(target, .seconds(60), loop) }
            try await loop.sleep(for: .milliseconds(20))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            _ = full
        }
    }

    private static func connect(_ target: SocketAddress, _ timeout: Duration, _ loop: isolated EventLoop) async throws {
        let stream = try await TCPStream.connect(to: [target], timeout: timeout, on: loop)
        stream.close(on: loop)
    }
}
