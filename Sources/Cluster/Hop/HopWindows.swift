import Handles
import Synchronization

/// Which hops were seen, for all event loops of a process: one ``ReplayWindow`` for each sending loop.
///
/// What is held is bounded by the senders that are not gone, at about 1 KiB for each of their loops; the lock is held for
/// nanoseconds.
public final class HopWindows: Sendable {
    private struct Sender: Hashable {
        var source: Incarnation
        var loop: UInt32
        /// A node that becomes a new incarnation is numbered to anew.
        var target: Incarnation
    }

    private struct State {
        var windows: [Sender: ReplayWindow] = [:]
        var snapshot = MembershipSnapshot()
    }

    private let state = Mutex(State())

    /// Creates windows that have seen nothing.
    public init() {}

    /// Drops the windows of those that are gone. Call it with every new snapshot: what was dropped is refused from then on, or
    /// its hops could be played again.
    public func snapshotChanged(_ snapshot: MembershipSnapshot) {
        self.state.withLock { state in
            state.snapshot = snapshot
            state.windows = state.windows.filter {
                snapshot.standing(of: $0.key.source) != .gone && $0.key.target == snapshot.own
            }
        }
    }

    /// The number of sending loops known.
    public var count: Int {
        self.state.withLock { $0.windows.count }
    }

    /// Notes a hop whose signature was found right.
    func admit(_ hop: Hop) -> Result<Void, Hop.Refusal> {
        let sender = Sender(source: hop.source, loop: hop.loop, target: hop.target)
        return self.state.withLock { state in
            // A sender that has a window is not gone: gone ones lose theirs.
            if state.windows[sender] == nil, state.snapshot.standing(of: hop.source) == .gone {
                return .failure(.senderGone)
            }
            return state.windows[sender, default: ReplayWindow()].admit(hop.number) ? .success(()) : .failure(.replayed)
        }
    }
}
