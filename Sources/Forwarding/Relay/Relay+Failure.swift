import Cluster
public import EventLoops
public import HTTPClient

extension Relay {
    /// The owner's answer did not come, or not whole.
    public func upstreamFailed(_ failure: UpstreamFailure, loop: isolated EventLoop) {
        self.upstream = nil
        // Nobody waits for it: it must not be sent again.
        guard self.taken != nil else { return }
        if self.status != 0 { return self.cut(on: loop) }
        self.home.output.removeAll()
        let mayRepeat = failure.retry == .always || failure.code == .ended && self.call.isRepeatable
        let isOfUse = failure.code != .refused && failure.code != .busy
        if mayRepeat, isOfUse, !self.hasRetried, !self.hasSentBody {
            self.hasRetried = true
            self.isRequestEnded = false
            self.home.forgetAddress(of: self.target)
            return self.send(fresh: true, on: loop)
        }
        if failure.retry == .always { self.home.forgetAddress(of: self.target) }
        self.fail(self.meaning(of: failure), on: loop)
    }

    private func meaning(of failure: UpstreamFailure) -> RelayFailure {
        if failure.retry == .always { return .unreachable(failure.message) }
        switch failure.code {
        case .timedOut: return .tooSlow
        case .malformed: return .badAnswer(failure.message)
        default: return self.call.isRepeatable ? .broken(failure.message) : .outcomeUnknown(failure.message)
        }
    }

    /// Another incarnation has answered: whether the one meant is gone takes a fresh look.
    func wrongIncarnation(on loop: isolated EventLoop) {
        self.upstream?.abandon(on: loop)
        self.upstream = nil
        self.home.output.removeAll()
        Task {
            let standing = try? await self.home.forwarder.surroundings.standing(self.target)
            self.fail(standing == .gone ? .gone(self.target) : .notThere, on: loop)
        }
    }

    /// The client is told; where its answer has begun, it sees that it is not whole.
    func fail(_ failure: RelayFailure, on loop: isolated EventLoop) {
        guard let taken else { return }
        if self.status != 0 { return self.cut(on: loop) }
        let upstream = self.upstream
        let response = self.home.forwarder.surroundings.answer(self.known(failure), self.call.requestID)
        self.end(status: response.status)
        upstream?.abandon(on: loop)
        taken.send(response, on: loop)
    }

    /// An owner that cannot be reached may be known to be gone.
    private func known(_ failure: RelayFailure) -> RelayFailure {
        switch failure {
        case .unreachable, .broken, .notThere:
            self.home.snapshot.standing(of: self.target) == .gone ? .gone(self.target) : failure
        default: failure
        }
    }

    private func cut(on loop: isolated EventLoop) {
        guard let taken else { return }
        self.flush(on: loop)
        let upstream = self.upstream
        self.end(status: 0)
        upstream?.abandon(on: loop)
        taken.cut(isVisible: self.answerFraming != .untilClose, on: loop)
    }
}
