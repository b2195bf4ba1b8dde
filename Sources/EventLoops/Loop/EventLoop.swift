import CLinux
import Glibc
import Synchronization

/// One thread that waits for descriptors and deadlines, and runs everything that belongs to them.
///
/// It is an actor with an executor of its own, so what a loop owns needs no lock: classes that take an `isolated EventLoop`
/// stay plain, and `Task { _ = loop; ... }` begun where the loop is isolated runs on the loop's thread. Code that runs here
/// must not block. In `withTaskCancellationHandler` and `withTaskGroup` capture the isolated loop, or their bodies leave it.
public actor EventLoop {
    /// Bytes of the loop's read buffer, which all its streams share.
    static let scratchSize = 65_536
    private static let wakeKey = UInt64.max

    private struct Slot {
        var source: (any EventSource)?
        var generation: UInt32 = 0
    }

    nonisolated let executor: LoopExecutor
    /// How many accepted connections live here; the listener gives the next to the loop with the fewest.
    nonisolated let acceptedCount = Atomic<Int>(0)
    /// The number of the loop within its group.
    public nonisolated let index: Int

    private let epoll: Int32
    private var slots: [Slot] = []
    private let memory = LoopMemory(scratch: EventLoop.scratchSize, events: 256)
    private var isStopping = false
    private var locals: [ObjectIdentifier: AnyObject] = [:]
    var timers = LoopTimers()
    /// The time in nanoseconds of the monotonic clock, as of the turn that is under way.
    public private(set) var now = MonotonicClock.now()

    /// The executor: this loop's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// What tasks of the loop should prefer (`withTaskExecutorPreference`). Without it a task whose continuation is resumed
    /// comes back by way of a thread of Swift's pool: two changes of threads for each wait, and no way while the pool is busy.
    public nonisolated var taskExecutor: any TaskExecutor { self.executor }

    init(index: Int) throws {
        let wake = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard wake >= 0 else { throw EventLoopError.system("eventfd", errno) }
        self.executor = LoopExecutor(wakeDescriptor: wake)
        self.epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        self.index = index
        guard self.epoll >= 0 else { throw EventLoopError.system("epoll_create1", errno) }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: Self.wakeKey))
        guard epoll_ctl(self.epoll, EPOLL_CTL_ADD, wake, &event) == 0 else {
            throw EventLoopError.system("epoll_ctl", errno)
        }
    }

    deinit {
        Glibc.close(self.epoll)
    }

    /// Whether the caller is on this loop's thread.
    public nonisolated var isCurrent: Bool { self.executor.isCurrent }

    /// Runs a body on the loop, soon; from any thread. Bodies of one thread run in their order.
    public nonisolated func post(_ body: @escaping @Sendable (isolated EventLoop) -> Void) {
        self.executor.enqueue(.call(self, body))
    }

    /// An object that belongs to some owner and to this loop, made when it is first asked for.
    ///
    /// - Parameters:
    ///   - owner: Whose it is, for instance the identifier of a server.
    ///   - make: Makes it.
    public func local<T: AnyObject>(for owner: ObjectIdentifier, make: () -> T) -> T {
        if let found = self.locals[owner] as? T { return found }
        let made = make()
        self.locals[owner] = made
        return made
    }

    /// An owner's object, if it has one here.
    public func existingLocal<T: AnyObject>(for owner: ObjectIdentifier) -> T? {
        self.locals[owner] as? T
    }

    /// Forgets an owner's object.
    public func removeLocal(for owner: ObjectIdentifier) {
        self.locals[owner] = nil
    }

    /// The buffer that a read fills; its bytes are valid until the next read on this loop.
    var scratch: UnsafeMutableRawBufferPointer { self.memory.scratch }

    // MARK: Watching

    /// Begins to watch a descriptor.
    ///
    /// A descriptor's number comes back as soon as it is closed, even within one batch of events. So an event carries the
    /// generation of its slot too, and an old one finds nobody.
    func watch(_ descriptor: Int32, for events: UInt32, source: any EventSource) {
        let place = Int(descriptor)
        if place >= self.slots.count {
            self.slots.append(contentsOf: repeatElement(Slot(), count: max(64, place + 1 - self.slots.count)))
        }
        self.slots[place].source = source
        self.slots[place].generation &+= 1
        self.control(EPOLL_CTL_ADD, descriptor, events)
    }

    /// Changes what a watched descriptor is watched for.
    func change(_ descriptor: Int32, to events: UInt32) {
        self.control(EPOLL_CTL_MOD, descriptor, events)
    }

    /// Takes a descriptor out of the wait and keeps its source, for ``resume(_:for:)``: hang-ups cannot be masked.
    func pause(_ descriptor: Int32) {
        self.control(EPOLL_CTL_DEL, descriptor, 0)
    }

    /// Watches a paused descriptor again.
    func resume(_ descriptor: Int32, for events: UInt32) {
        self.control(EPOLL_CTL_ADD, descriptor, events)
    }

    /// Stops to watch a descriptor, before it is closed.
    func unwatch(_ descriptor: Int32) {
        self.slots[Int(descriptor)].source = nil
        self.slots[Int(descriptor)].generation &+= 1
        // Closing alone would do, but for a duplicate in a child process.
        self.control(EPOLL_CTL_DEL, descriptor, 0)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) {
        let key = UInt64(self.slots[Int(descriptor)].generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        var event = epoll_event(events: events, data: epoll_data_t(u64: key))
        epoll_ctl(self.epoll, operation, descriptor, &event)
    }

    // MARK: Running

    /// The thread's life.
    func run() {
        while true {
            let timeout = self.executor.hasLocalWork ? 0 : self.timers.timeout(now: MonotonicClock.now())
            let count = epoll_wait(self.epoll, self.memory.events, Int32(self.memory.eventCount), timeout)
            self.now = MonotonicClock.now()
            var index = 0
            while index < Int(count) {
                let event = self.memory.events[index]
                index += 1
                if event.data.u64 == Self.wakeKey {
                    self.executor.takeRemoteWork()
                    continue
                }
                let slot = self.slots[Int(truncatingIfNeeded: event.data.u64 & 0xFFFF_FFFF)]
                guard let source = slot.source, slot.generation == UInt32(event.data.u64 >> 32) else { continue }
                source.ready(event.events, on: self)
            }
            self.expireTimers()
            self.executor.runBatch()
            if self.isStopping, self.executor.end() { return }
        }
    }

    /// Closes everything that is watched; the thread ends when no work is left.
    func stop() {
        guard !self.isStopping else { return }
        self.isStopping = true
        for slot in self.slots { slot.source?.loopEnds(on: self) }
        self.endTimers()
        self.locals = [:]
    }
}

/// Memory that lives as long as the loop.
private final class LoopMemory {
    let scratch: UnsafeMutableRawBufferPointer
    let events: UnsafeMutablePointer<epoll_event>
    let eventCount: Int

    init(scratch: Int, events: Int) {
        self.scratch = .allocate(byteCount: scratch, alignment: 64)
        self.events = .allocate(capacity: events)
        self.eventCount = events
    }

    deinit {
        self.scratch.deallocate()
        self.events.deallocate()
    }
}
