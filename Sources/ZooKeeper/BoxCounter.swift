import Synchronization

/// Counts the objects of one session that C holds a reference to, so that tests can see that none is left.
final class BoxCounter: Sendable {
    private let count = Atomic(0)

    /// How many are alive.
    var alive: Int {
        self.count.load(ordering: .sequentiallyConsistent)
    }

    func added() {
        self.count.add(1, ordering: .sequentiallyConsistent)
    }

    func removed() {
        self.count.subtract(1, ordering: .sequentiallyConsistent)
    }
}
