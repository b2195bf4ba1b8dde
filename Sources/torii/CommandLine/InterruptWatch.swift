import Dispatch
import Glibc

/// Tells of Ctrl-C instead of ending the process by it; a second one ends it after all.
final class InterruptWatch {
    private let source: any DispatchSourceSignal

    init(_ interrupted: @escaping @Sendable () -> Void) {
        self.source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        // Without this the signal's own effect comes first.
        signal(SIGINT, SIG_IGN)
        self.source.setEventHandler {
            signal(SIGINT, SIG_DFL)
            interrupted()
        }
        self.source.resume()
    }

    func stop() {
        self.source.cancel()
        signal(SIGINT, SIG_DFL)
    }
}
