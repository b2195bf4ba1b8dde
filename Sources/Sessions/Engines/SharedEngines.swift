import Engines

/// Which shared engines there are, and who uses them.
///
/// An engine's database can be open once only: whoever asks while one is opened or closed waits for that to end.
struct SharedEngines: Sendable {
    /// What somebody who asks for an engine does.
    enum Request: Sendable {
        /// Use it.
        case use(any Engine)
        /// Open it, tell ``opened(_:_:claim:)`` or ``failed(_:)``, and keep the promise.
        case open(Promise<Void>)
        /// Wait, and ask again.
        case wait(Promise<Void>)
        /// No engine is given any more.
        case refuse
    }

    /// An engine to close: then tell ``closed(_:)`` and keep the promise.
    struct Closing: Sendable {
        var key: EngineDirectory.Key
        var claim: Int32
        var engine: any Engine
        var done: Promise<Void>
    }

    private enum Entry: Sendable {
        case opening(Promise<Void>)
        case open(any Engine, claim: Int32, users: Int, idleSince: Moment?)
        case closing(Promise<Void>)
    }

    private var entries: [EngineDirectory.Key: Entry] = [:]
    private var isClosed = false
    /// Whether an engine closes with its last session.
    private(set) var isDraining = false

    /// A session asks for an engine.
    mutating func requested(_ key: EngineDirectory.Key) -> Request {
        if self.isClosed { return .refuse }
        switch self.entries[key] {
        case nil:
            let promise = Promise<Void>()
            self.entries[key] = .opening(promise)
            return .open(promise)
        case .opening(let promise)?, .closing(let promise)?:
            return .wait(promise)
        case .open(let engine, let claim, let users, _)?:
            self.entries[key] = .open(engine, claim: claim, users: users + 1, idleSince: nil)
            return .use(engine)
        }
    }

    /// The engine is open, and the session that opened it uses it.
    ///
    /// - Returns: `false` where none is wanted any more: close it.
    mutating func opened(_ key: EngineDirectory.Key, _ engine: any Engine, claim: Int32) -> Bool {
        if self.isClosed { return false }
        self.entries[key] = .open(engine, claim: claim, users: 1, idleSince: nil)
        return true
    }

    /// The engine could not be opened.
    mutating func failed(_ key: EngineDirectory.Key) {
        self.entries[key] = nil
    }

    /// A session is over.
    mutating func left(_ key: EngineDirectory.Key, at moment: Moment) {
        guard case .open(let engine, let claim, let users, _)? = self.entries[key] else { return }
        self.entries[key] = .open(engine, claim: claim, users: users - 1, idleSince: users == 1 ? moment : nil)
    }

    /// Engines close with their last session from now on.
    mutating func drain() {
        self.isDraining = true
    }

    /// Takes the engines that have been without a session for the time-out.
    mutating func takeIdle(at moment: Moment, timeout: Duration) -> [Closing] {
        self.take { idleSince in
            idleSince.map { moment.millisecondsSince($0) >= timeout.milliseconds } ?? false
        }
    }

    /// Takes all engines; none is given any more.
    mutating func takeAll() -> [Closing] {
        self.isClosed = true
        return self.take { _ in true }
    }

    /// The engine has been closed.
    mutating func closed(_ key: EngineDirectory.Key) {
        self.entries[key] = nil
    }

    private mutating func take(_ isDue: (Moment?) -> Bool) -> [Closing] {
        var closings: [Closing] = []
        for (key, entry) in self.entries {
            guard case .open(let engine, let claim, _, let idleSince) = entry, isDue(idleSince) else { continue }
            let promise = Promise<Void>()
            self.entries[key] = .closing(promise)
            closings.append(Closing(key: key, claim: claim, engine: engine, done: promise))
        }
        return closings
    }
}
