import CLinux
import Glibc

extension TCPStream {
    /// How long a lingering close takes at most.
    public struct LingerLimits: Sendable, Hashable {
        /// How long the peer may be silent: it has read the answer by then, or never will.
        public var silence: Duration
        /// How long it takes in all, for a peer that sends and sends.
        public var total: Duration

        /// Creates limits.
        public init(silence: Duration = .seconds(5), total: Duration = .seconds(30)) {
            self.silence = silence
            self.total = total
        }
    }

    /// Closes at once. What is pending is lost, and where bytes of the peer are unread the kernel sends RST.
    public func close(on loop: isolated EventLoop) {
        self.finishClosing(errno: 0, on: loop)
    }

    /// Closes at once with RST, so that the peer learns of it whatever it does.
    public func reset(on loop: isolated EventLoop) {
        guard self.phase != .closed else { return }
        Socket.setReset(self.descriptor)
        self.finishClosing(errno: 0, on: loop)
    }

    /// Closes so that the peer gets what was written: sends it, then FIN, then throws away what comes until the peer ends.
    ///
    /// Closing with unread bytes would send RST, and RST makes the peer's kernel drop an answer that is not read yet. The
    /// handler hears nothing but ``TCPStreamHandler/closed(_:errno:on:)`` from here on.
    public func finish(_ limits: LingerLimits = LingerLimits(), on loop: isolated EventLoop) {
        guard self.phase == .open else {
            if self.phase == .connecting { self.finishClosing(errno: 0, on: loop) }
            return
        }
        self.phase = .lingering
        self.endsOutput = true
        if self.output.isEmpty { self.shutDown() }
        if self.outputError != 0 || (self.inputEnded && self.output.isEmpty) {
            return self.finishClosing(errno: self.outputError, on: loop)
        }
        let lingering = Lingering(limits, on: loop)
        self.lingering = lingering
        lingering.total.arm(in: lingering.totals, for: self, on: loop)
        if self.hasEndedOutput { lingering.silence.arm(in: lingering.silences, for: self, on: loop) }
        self.setReading(true, on: loop)
        self.updateInterest(on: loop)
    }

    func linger(_ events: UInt32, on loop: isolated EventLoop) {
        if events & EPOLLOUT.rawValue != 0 {
            let before = self.pendingOutput
            self.flush(on: loop)
            guard self.phase == .lingering else { return }
            if self.hasEndedOutput, self.inputEnded { return self.finishClosing(errno: 0, on: loop) }
            if self.hasEndedOutput { self.armSilence(on: loop) }
            // The time in all is for what comes after the answer; one that is taken slowly gets it between two steps.
            if let lingering, self.pendingOutput < before {
                lingering.total.arm(in: lingering.totals, for: self, on: loop)
            }
        }
        guard events & ~EPOLLOUT.rawValue != 0, !self.inputEnded else {
            if events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { self.finishClosing(errno: 0, on: loop) }
            return
        }
        let count = self.receive(into: loop.scratch)
        if count > 0 {
            if self.hasEndedOutput { self.armSilence(on: loop) }
        } else if count == 0, !self.hasEndedOutput {
            self.noteInputEnd(on: loop)
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            self.finishClosing(errno: 0, on: loop)
        }
    }

    private func armSilence(on loop: isolated EventLoop) {
        guard let lingering else { return }
        lingering.silence.arm(in: lingering.silences, for: self, on: loop)
    }
}

/// The deadlines of a lingering close.
final class Lingering {
    let silence = Deadline()
    let silences: DeadlineList
    let total = Deadline()
    let totals: DeadlineList

    init(_ limits: TCPStream.LingerLimits, on loop: isolated EventLoop) {
        self.silences = loop.deadlines(of: limits.silence)
        self.totals = loop.deadlines(of: limits.total)
    }

    func disarm(on loop: isolated EventLoop) {
        self.silence.disarm(on: loop)
        self.total.disarm(on: loop)
    }
}

extension TCPStream: DeadlineTarget {
    /// A lingering close has taken too long.
    public func deadlineReached(_ deadline: Deadline, on loop: isolated EventLoop) {
        self.finishClosing(errno: 0, on: loop)
    }
}
