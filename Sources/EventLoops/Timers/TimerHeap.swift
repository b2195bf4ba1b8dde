/// A moment at which a body runs once; made by ``EventLoop/schedule(after:_:)``.
public final class ScheduledCall {
    let expiry: Int64
    /// Makes the order of equal moments that of their creation.
    fileprivate let sequence: UInt64
    fileprivate var place = -1
    fileprivate(set) var body: (() -> Void)?

    init(expiry: Int64, sequence: UInt64, body: @escaping () -> Void) {
        self.expiry = expiry
        self.sequence = sequence
        self.body = body
    }

    /// Whether it has neither run nor been cancelled.
    public var isPending: Bool { self.place >= 0 }

    /// Takes it back; nothing happens if it has run.
    public func cancel(on loop: isolated EventLoop) {
        guard self.place >= 0 else { return }
        loop.timers.heap.remove(self)
        self.body = nil
    }

    func run(on loop: isolated EventLoop) {
        let body = self.body
        self.body = nil
        body?()
    }

    fileprivate static func < (left: ScheduledCall, right: ScheduledCall) -> Bool {
        left.expiry == right.expiry ? left.sequence < right.sequence : left.expiry < right.expiry
    }
}

/// Scheduled calls, the earliest at the top; each knows its place, so that it can be taken out.
struct TimerHeap {
    private var calls: [ScheduledCall] = []

    var count: Int { self.calls.count }
    var first: ScheduledCall? { self.calls.first }

    mutating func insert(_ call: ScheduledCall) {
        self.calls.append(call)
        call.place = self.calls.count - 1
        self.siftUp(call.place)
    }

    mutating func popExpired(now: Int64) -> ScheduledCall? {
        guard let first = self.calls.first, first.expiry <= now else { return nil }
        self.remove(first)
        return first
    }

    mutating func remove(_ call: ScheduledCall) {
        let place = call.place
        call.place = -1
        let last = self.calls.removeLast()
        guard last !== call else { return }
        self.calls[place] = last
        last.place = place
        self.siftUp(place)
        self.siftDown(last.place)
    }

    private mutating func siftUp(_ from: Int) {
        var place = from
        while place > 0 {
            let parent = (place - 1) / 2
            guard self.calls[place] < self.calls[parent] else { return }
            self.swap(place, parent)
            place = parent
        }
    }

    private mutating func siftDown(_ from: Int) {
        var place = from
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < self.calls.count {
                if self.calls[child] < self.calls[least] { least = child }
            }
            guard least != place else { return }
            self.swap(place, least)
            place = least
        }
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        self.calls.swapAt(left, right)
        self.calls[left].place = left
        self.calls[right].place = right
    }
}
