/// Who is told that a deadline is over.
public protocol DeadlineTarget: AnyObject {
    /// The deadline is over, and not armed any more.
    func deadlineReached(_ deadline: Deadline, on loop: isolated EventLoop)
}

/// A deadline of one of a few durations, cheap to arm again and again: it moves to the end of its duration's list.
///
/// For connections. An armed deadline keeps its target alive.
public final class Deadline {
    private(set) var expiry: Int64 = 0
    private var target: (any DeadlineTarget)?
    fileprivate var list: DeadlineList?
    fileprivate var next: Deadline?
    fileprivate unowned(unsafe) var previous: Deadline?

    /// Creates a deadline that is not armed.
    public init() {}

    /// Whether it will be reached.
    public var isArmed: Bool { self.list != nil }

    /// Sets the deadline to the list's duration from now.
    public func arm(in list: DeadlineList, for target: any DeadlineTarget, on loop: isolated EventLoop) {
        self.expiry = loop.now + list.nanoseconds
        if self.list === list {
            // Armed in the same list: the usual case, often the tail already.
            list.moveToTail(self)
            return
        }
        self.list?.remove(self)
        self.target = target
        list.append(self)
    }

    /// Takes the deadline back.
    public func disarm(on loop: isolated EventLoop) {
        self.list?.remove(self)
        self.target = nil
    }

    fileprivate func takeTarget() -> (any DeadlineTarget)? {
        defer { self.target = nil }
        return self.target
    }
}

/// The armed deadlines of one duration, the earliest first; see ``EventLoop/deadlines(of:)``.
public final class DeadlineList {
    /// How long its deadlines are.
    public let duration: Duration
    let nanoseconds: Int64
    private var head: Deadline?
    private unowned(unsafe) var tail: Deadline?

    init(_ duration: Duration) {
        self.duration = duration
        self.nanoseconds = duration.nanoseconds
    }

    /// When its first deadline is over.
    var earliest: Int64? { self.head?.expiry }

    /// Takes the first deadline out if it is over.
    func popExpired(now: Int64) -> (Deadline, any DeadlineTarget)? {
        guard let first = self.head, first.expiry <= now else { return nil }
        self.remove(first)
        guard let target = first.takeTarget() else { return nil }
        return (first, target)
    }

    /// Disarms all.
    func removeAll() {
        while let first = self.head {
            self.remove(first)
            _ = first.takeTarget()
        }
    }

    fileprivate func append(_ deadline: Deadline) {
        deadline.list = self
        deadline.previous = self.tail
        deadline.next = nil
        if let tail { tail.next = deadline } else { self.head = deadline }
        self.tail = deadline
    }

    fileprivate func remove(_ deadline: Deadline) {
        let next = deadline.next
        if let next { next.previous = deadline.previous } else { self.tail = deadline.previous }
        deadline.next = nil
        deadline.list = nil
        if let previous = deadline.previous {
            deadline.previous = nil
            previous.next = next
        } else {
            self.head = next
        }
    }

    fileprivate func moveToTail(_ deadline: Deadline) {
        guard self.tail !== deadline else { return }
        self.remove(deadline)
        self.append(deadline)
    }
}
