internal import CZooKeeper
import Synchronization

/// A call the library has yet to answer.
protocol PendingAnswer: AnyObject, Sendable {
    /// The handle was closed and the answer never came.
    func abandoned()
}

/// What the library gets as the context of an asynchronous call: retained when the call is made, released when it is
/// answered, refused or abandoned, whichever comes, once.
final class PendingCall<Value: Sendable>: PendingAnswer {
    typealias Answer = Result<Value, ZooKeeperError>

    let path: String?
    let session: Session
    /// What the library writes its answer to, where it wants memory for it.
    let memory: MultiRequest?
    private let completion: Mutex<(@Sendable (Answer) -> Void)?>

    init(
        _ session: Session,
        path: String?,
        memory: MultiRequest? = nil,
        completion: @escaping @Sendable (Answer) -> Void
    ) {
        self.session = session
        self.path = path
        self.memory = memory
        self.completion = Mutex(completion)
        session.boxes.added()
    }

    deinit {
        self.session.boxes.removed()
    }

    /// The answer came: called with the context in the library's completion, exactly once.
    ///
    /// - Parameters:
    ///   - context: What was given to the library.
    ///   - rawCode: `ZOK` or an error's number.
    ///   - value: Reads the value of a success.
    static func answered(
        _ context: UnsafeRawPointer?,
        _ rawCode: Int32,
        _ value: (PendingCall) -> Value?
    ) {
        guard let context else { return }
        // Checked, for the pointer says nothing of the type: a completion for another type would misread its own failure.
        let box = Unmanaged<AnyObject>.fromOpaque(context).takeRetainedValue()
        guard let call = box as? PendingCall else {
            preconditionFailure("\(box) was answered as a call for \(Value.self)")
        }
        call.session.callAnswered(call)
        if rawCode == ZOK.rawValue, let value = value(call) {
            call.finish(.success(value))
        } else {
            call.finish(.failure(call.error(rawCode)))
        }
    }

    func abandoned() {
        Unmanaged.passUnretained(self).release()
        self.finish(.failure(self.error(ZCLOSING.rawValue)))
    }

    func finish(_ answer: Answer) {
        let completion = self.completion.withLock { completion in
            defer { completion = nil }
            return completion
        }
        completion?(answer)
    }

    /// The error of a call that had been handed over: where it is cut off by closing, nobody knows how far it got.
    private func error(_ rawCode: Int32) -> ZooKeeperError {
        let code = rawCode == ZOK.rawValue ? ZooKeeperError.Code.other(rawCode) : .init(rawCode: rawCode)
        let failed = self.memory?.failedOperation
        return ZooKeeperError(
            code,
            path: self.path ?? failed?.operation.path,
            isOutcomeUnknown: code == .closing ? true : nil,
            operationIndex: failed?.index
        )
    }
}
