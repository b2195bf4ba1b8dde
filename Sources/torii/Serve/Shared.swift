import Synchronization

/// A value that several rooms look at and one of them changes.
final class Shared<Value: Sendable>: Sendable {
    private let content: Mutex<Value>

    init(_ value: Value) {
        self.content = Mutex(value)
    }

    var value: Value {
        get { self.content.withLock { $0 } }
        set { self.content.withLock { $0 = newValue } }
    }
}
