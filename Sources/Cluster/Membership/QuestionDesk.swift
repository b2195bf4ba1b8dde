import Handles

/// Keeps those that wait for an answer of this node: requests that need a fresh look, and peers that ask for a lease.
struct QuestionDesk {
    typealias Look = CheckedContinuation<Void, any Error>

    private let membership: Membership
    /// Those whose look has begun.
    private var looking: [Look] = []
    private var leases: [Incarnation: [CheckedContinuation<LeaseAnswer, Never>]] = [:]

    init(_ membership: Membership) {
        self.membership = membership
    }

    // MARK: Looks

    /// Whether somebody waits for a look that has not begun.
    var isLookWanted: Bool {
        self.membership.state.withLock { !$0.waiting.isEmpty }
    }

    /// A look begins: for all who came before now, and for nobody who comes later.
    mutating func lookBegins() {
        self.looking += self.takeWaiting()
    }

    mutating func answerLooks() {
        self.endLooks(.success(()))
    }

    /// Also those whose look has not begun: there is no contact for it.
    mutating func refuseLooks() {
        self.looking += self.takeWaiting()
        self.endLooks(.failure(Membership.noContact))
    }

    private mutating func endLooks(_ outcome: Result<Void, any Error>) {
        for look in self.looking { look.resume(with: outcome) }
        self.looking = []
    }

    private func takeWaiting() -> [Look] {
        self.membership.state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    // MARK: Leases

    /// - Returns: Who has asked since the last time, each once.
    mutating func takeLeaseQuestions() -> Set<Incarnation> {
        let questions = self.membership.state.withLock { state in
            defer { state.leaseQuestions = [] }
            return state.leaseQuestions
        }
        for question in questions { self.leases[question.peer, default: []].append(question.answer) }
        return Set(questions.map(\.peer))
    }

    mutating func answerLease(of peer: Incarnation, _ answer: LeaseAnswer) {
        for question in self.leases.removeValue(forKey: peer) ?? [] { question.resume(returning: answer) }
    }

    /// The membership ends: nobody is left waiting.
    mutating func close() {
        self.endLooks(.failure(ClusterError(.stopped, "the node has left the cluster")))
        for peer in self.leases.keys { self.answerLease(of: peer, .unanswered) }
    }
}
