internal import CZooKeeper
import Dispatch
import Synchronization

/// The shell round ``SessionMachine``: owns the C handle, enters the library and takes its callbacks.
///
/// The library's callbacks run on a thread of its own; here they only resume continuations and feed the stream. The handle
/// keeps the session alive until it is closed.
final class Session: Sendable {
    typealias Event = ZooKeeperClient.Event
    typealias Configuration = ZooKeeperClient.Configuration

    /// The context of the global watcher: lives from before the handle is made until after it is closed.
    final class WatcherBox: Sendable {
        let session: Session

        init(_ session: Session) {
            self.session = session
            session.boxes.added()
        }

        deinit {
            self.session.boxes.removed()
        }
    }

    /// The handle and its watcher's context. Unchecked: the library guards its handle against concurrent calls with locks of
    /// its own, and ``SessionMachine`` lets nobody touch it once it is given up.
    struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
        let watcher: Unmanaged<WatcherBox>
    }

    struct Guarded: Sendable {
        var machine: SessionMachine
        var handle: Handle?
        var pending: [ObjectIdentifier: any PendingAnswer] = [:]
    }

    let configuration: Configuration
    let events: AsyncStream<Event>
    /// Fulfilled at the first connection, or by what prevents it.
    let opened = Promise<Result<Void, any Error>>()
    let closed = Promise<Void>()
    let boxes = BoxCounter()
    let guarded: Mutex<Guarded>
    let eventSink: AsyncStream<Event>.Continuation
    /// For the calls that block: looking up hosts, and closing, which takes up to 4.5 s.
    let queue = DispatchQueue(label: "torii.zookeeper.session")

    init(_ configuration: Configuration) {
        self.configuration = configuration
        (self.events, self.eventSink) = AsyncStream.makeStream(of: Event.self)
        self.guarded = Mutex(Guarded(machine: SessionMachine(hasCredentials: configuration.credentials != nil)))
    }

    /// Which ACL a new znode gets. Valid for the life of the process.
    var acl: UnsafePointer<ACL_vector>? {
        self.configuration.credentials == nil ? czk_open_acl() : czk_creator_all_acl()
    }

    // MARK: Calls

    /// Makes an asynchronous call and waits for its answer.
    ///
    /// - Parameters:
    ///   - path: The znode, for the error.
    ///   - memory: What the library writes to besides.
    ///   - enter: Calls the library with the handle and the context, answers what it returns. Must not block.
    func call<Value: Sendable>(
        _ path: String?,
        memory: MultiRequest? = nil,
        _ enter: (OpaquePointer, UnsafeRawPointer) -> Int32
    ) async throws(ZooKeeperError) -> Value {
        let answer: Result<Value, ZooKeeperError> = await withCheckedContinuation { continuation in
            let call = PendingCall(self, path: path, memory: memory) { continuation.resume(returning: $0) }
            self.start(call, enter)
        }
        return try answer.get()
    }

    /// Enters the library with a call, unless the session is over or closing.
    func start<Value: Sendable>(_ call: PendingCall<Value>, _ enter: (OpaquePointer, UnsafeRawPointer) -> Int32) {
        let (handle, refusal) = self.guarded.withLock { guarded -> (Handle?, ZooKeeperError.Code?) in
            guard let handle = guarded.handle else { return (nil, .closing) }
            if let refusal = guarded.machine.callBegan() { return (nil, refusal) }
            guarded.pending[ObjectIdentifier(call)] = call
            return (handle, nil)
        }
        guard let handle else {
            call.finish(.failure(ZooKeeperError(refusal ?? .invalidState, path: call.path)))
            return
        }

        let context = Unmanaged.passRetained(call)
        let rawCode = enter(handle.pointer, UnsafeRawPointer(context.toOpaque()))
        if rawCode != ZOK.rawValue {
            // Refused at once: there will be no completion.
            context.release()
            self.callAnswered(call)
            call.finish(.failure(ZooKeeperError(self.refusal(rawCode, handle), path: call.path)))
        }
        if self.guarded.withLock({ $0.machine.callReturned() }) {
            self.closeHandle()
        }
    }

    /// A call is no longer pending.
    func callAnswered(_ call: some PendingAnswer) {
        _ = self.guarded.withLock { $0.pending.removeValue(forKey: ObjectIdentifier(call)) }
    }

    /// Why the library took no call. It may know that the session is over before its event has come.
    private func refusal(_ rawCode: Int32, _ handle: Handle) -> ZooKeeperError.Code {
        guard rawCode == ZINVALIDSTATE.rawValue else { return .init(rawCode: rawCode) }
        switch zoo_state(handle.pointer) {
        case ZOO_EXPIRED_SESSION_STATE: return .sessionExpired
        case ZOO_AUTH_FAILED_STATE: return .authFailed
        default: return .invalidState
        }
    }
}
