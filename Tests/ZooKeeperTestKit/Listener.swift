import Dispatch
import Glibc
import ProcessTestKit
import Synchronization

/// A listening socket on 127.0.0.1 that can refuse for a while without losing its port.
final class Listener: Sendable {
    private struct State: Sendable {
        /// A thread waits in accept; it closes the socket if it is to be closed.
        var isAccepting = false
        /// Told when it does so no more.
        var refusing: [DispatchSemaphore] = []
        var isClosed = false
    }

    /// The port it is bound to.
    let port: UInt16
    private let descriptor: Int32
    private let state = Mutex(State())

    init() throws {
        // Bound to a port by number: one the system chose would be lost by refusing.
        (self.descriptor, self.port) = try Loopback.listenSomewhere()
    }

    /// Accepts connections on a thread of its own until ``refuse()`` or ``close()``.
    func accept(_ accepted: @escaping @Sendable (Int32) -> Void) {
        let isFirst = self.state.withLock { state in
            guard !state.isAccepting, !state.isClosed else { return false }
            state.isAccepting = true
            return true
        }
        guard isFirst else { return }
        listen(self.descriptor, 64)
        startThread {
            while case let client = Glibc.accept(self.descriptor, nil, nil), client >= 0 {
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                accepted(client)
            }
            let (isClosed, refusing) = self.state.withLock { state in
                state.isAccepting = false
                defer { state.refusing = [] }
                return (state.isClosed, state.refusing)
            }
            for signal in refusing { signal.signal() }
            if isClosed { Glibc.close(self.descriptor) }
        }
    }

    /// Refuses connections: a listening socket that is shut down stays bound. Returns when none is accepted any more.
    func refuse() {
        let signal = self.state.withLock { state -> DispatchSemaphore? in
            guard state.isAccepting else { return nil }
            let signal = DispatchSemaphore(value: 0)
            state.refusing.append(signal)
            return signal
        }
        shutdown(self.descriptor, Int32(SHUT_RDWR))
        signal?.wait()
    }

    func close() {
        let isToClose = self.state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed && !state.isAccepting
        }
        if isToClose {
            Glibc.close(self.descriptor)
        } else {
            shutdown(self.descriptor, Int32(SHUT_RDWR))
        }
    }
}
