import EventLoops
import Glibc
import SocketTestKit
import Synchronization
import Testing

@Suite("Event loop")
struct EventLoopTests {
    private func withLoop(_ body: (EventLoop) async throws -> Void) async throws {
        try await withLoops { try await body($0.loops[0]) }
    }

    private final class Counter: Sendable {
        let value = Atomic<Int>(0)
    }

    private actor Elsewhere {
        func visit() -> Bool { true }
    }

    @Test("what runs on a loop stays there: tasks, awaits, continuations, sleeps, cancellation")
    func stays() async throws {
        try await self.withLoop { loop in
            #expect(!loop.isCurrent)
            let places = await Self.visit(loop, Elsewhere())
            #expect(places == Array(repeating: true, count: 7))
        }
    }

    private static func visit(_ loop: isolated EventLoop, _ elsewhere: Elsewhere) async -> [Bool] {
        var places = [loop.isCurrent]
        _ = await elsewhere.visit()
        places.append(loop.isCurrent)
        await withCheckedContinuation { continuation in
            places.append(loop.isCurrent)
            loop.schedule(after: .milliseconds(1)) { continuation.resume() }
        }
        places.append(loop.isCurrent)
        let task = Task {
            _ = loop
            try? await loop.sleep(for: .seconds(60))
            return loop.isCurrent
        }
        await Task.yield()
        task.cancel()
        places.append(await task.value)
        try? await loop.sleep(for: .milliseconds(1))
        places.append(loop.isCurrent)
        await Self.inherits()
        places.append(loop.isCurrent)
        return places
    }

    private static func inherits() async { await Task.yield() }

    @Test("a task of the loop goes on while all threads of Swift's pool are busy")
    func needsNoPool() async throws {
        let group = try EventLoopGroup(count: 1)
        group.start()
        let loop = group.loops[0]
        let isOver = Counter()
        let waits = Counter()
        // One more than the pool has threads; they end by themselves, or a failure would hang the tests.
        let end = ContinuousClock.now + .seconds(20)
        let busy = (0...sysconf(Int32(_SC_NPROCESSORS_ONLN))).map { _ in
            Task { while isOver.value.load(ordering: .relaxed) == 0, ContinuousClock.now < end {} }
        }
        loop.post { loop in
            Task {
                _ = loop
                await withTaskExecutorPreference(loop.taskExecutor) {
                    _ = loop
                    for _ in 0..<100 {
                        await withCheckedContinuation { continuation in
                            loop.schedule(after: .zero) { continuation.resume() }
                        }
                        waits.value.add(1, ordering: .relaxed)
                    }
                    isOver.value.store(1, ordering: .relaxed)
                }
            }
        }
        for task in busy { await task.value }
        #expect(waits.value.load(ordering: .relaxed) == 100)
        #expect(ContinuousClock.now < end)
        await group.stop()
    }

    @Test("an idle loop takes no CPU time")
    func idle() async throws {
        try await self.withLoop { loop in
            // A loop that spins takes all 400.
            let taken = try await timeTaken(by: loop, during: .milliseconds(400))
            #expect(taken < 100)
        }
    }

    @Test("no wake-up from other threads is lost")
    func wakes() async throws {
        try await self.withLoop { loop in
            let count = Counter()
            for _ in 0..<2000 {
                await withTaskGroup(of: Void.self) { tasks in
                    for _ in 0..<4 {
                        tasks.addTask {
                            await withCheckedContinuation { continuation in
                                loop.post { _ in
                                    count.value.add(1, ordering: .relaxed)
                                    continuation.resume()
                                }
                            }
                        }
                    }
                }
            }
            #expect(count.value.load(ordering: .relaxed) == 8000)
        }
    }

    @Test("jobs that beget jobs do not starve timers")
    func fair() async throws {
        try await self.withLoop { loop in
            let busy = Task { await Self.spin(loop) }
            try await loop.sleep(for: .milliseconds(20))
            busy.cancel()
            #expect(await busy.value > 0)
        }
    }

    private static func spin(_ loop: isolated EventLoop) async -> Int {
        var turns = 0
        while !Task.isCancelled {
            turns += 1
            await Task.yield()
        }
        return turns
    }

    @Test("after the end late jobs still run")
    func late() async throws {
        let group = try EventLoopGroup(count: 1)
        group.start()
        let loop = group.loops[0]
        await group.stop()
        await withCheckedContinuation { continuation in loop.post { _ in continuation.resume() } }
        #expect(await Self.visitLate(loop))
        await group.stop()
    }

    private static func visitLate(_ loop: isolated EventLoop) async -> Bool { loop.isCurrent }

    @Test("a name is looked up off the loop, an address needs no look-up")
    func resolves() async throws {
        try await self.withLoop { loop in
            let local = try await Self.resolve("localhost", loop)
            #expect(local.contains { $0.ip == "127.0.0.1" || $0.ip == "::1" })
            #expect(try await Self.resolve("127.0.0.7", loop).map(\.description) == ["127.0.0.7:80"])
            await #expect(throws: EventLoopError.self) { try await Self.resolve("no such host", loop) }
        }
    }

    private static func resolve(_ host: String, _ loop: isolated EventLoop) async throws -> [SocketAddress] {
        let addresses = try await Resolver.addresses(of: host, port: 80, timeout: .seconds(20), on: loop)
        precondition(loop.isCurrent)
        return addresses
    }

    @Test("addresses are read and written")
    func addresses() throws {
        #expect(try SocketAddress(ip: "[::1]", port: 8).description == "[::1]:8")
        #expect(try SocketAddress(ip: "2001:db8::7", port: 8).ip == "2001:db8::7")
        #expect(SocketAddress.loopback(port: 9).description == "127.0.0.1:9")
        #expect(throws: EventLoopError.self) { try SocketAddress(ip: "1.2.3", port: 8) }
    }

    @Test("a signal is caught and told")
    func signals() async throws {
        let stream = try Signals.stream(of: SIGUSR1)
        kill(getpid(), SIGUSR1)
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next() == SIGUSR1)
    }
}
