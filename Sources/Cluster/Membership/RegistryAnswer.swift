import Handles

/// What came of a call to ZooKeeper that the runner sent; `nil`, or `.unknown`, where no answer came: the client tells of the lost
/// contact too.
enum RegistryAnswer: Sendable {
    case prepared(ClusterIdentity?)
    case nodeCreated(Incarnation?)
    /// The own `alive` was created or replaced, and says this.
    case aliveCreated(Incarnation, AliveOutcome?, AliveRecord)
    case aliveWritten(MembershipStateMachine.Outcome)
    case listed(NodeTree.Reading?)
    case alivesRead([Incarnation: AliveRecord]?)
    case buried(Incarnation, MembershipStateMachine.Outcome)
    case held(Incarnation, MembershipStateMachine.Outcome)
    case released(Incarnation, MembershipStateMachine.Outcome)
    /// On the loop's clock.
    case contactRead(Incarnation, isThere: Bool?, sentAt: Duration)
    case left
}

extension MembershipStateMachine.Outcome {
    /// Of a call that says whether it was done, or got no answer.
    init(_ isDone: Bool?) {
        self = isDone.map { $0 ? .done : .notDone } ?? .unknown
    }
}
