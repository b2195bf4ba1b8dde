import Glibc

/// Runs work on a thread of its own, which may block.
public func startThread(_ work: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(WorkBox(work))
    var thread = pthread_t()
    let failure = pthread_create(
        &thread,
        nil,
        { argument in
            guard let argument else { return nil }
            Unmanaged<WorkBox>.fromOpaque(argument).takeRetainedValue().work()
            return nil
        },
        box.toOpaque()
    )
    precondition(failure == 0, "a test can have another thread")
    pthread_detach(thread)
}

private final class WorkBox: Sendable {
    let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) {
        self.work = work
    }
}
