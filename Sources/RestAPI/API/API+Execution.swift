import Logging
import Sessions

extension API {
    /// Gives work to a session, logs what became of it, and answers with the handle of its operation.
    func execute(_ work: OperationWork, in session: Session, _ call: Call) async throws -> Answer {
        let clock = ContinuousClock()
        let start = clock.now
        var fields: LogFields = [
            .session: "\(session.id)", .user: "\(session.request.user)", .requestID: "\(call.requestID)",
        ]
        let (taken, refused, abandoned): (StaticString, StaticString, StaticString)
        switch work {
        case .statement(let request):
            fields.add([.statement: "\(request.statement)"])
            (taken, refused, abandoned) = (
                "statement taken", "statement refused or failed", "statement stopped, its client has gone"
            )
        case .metadata(let question):
            fields.add([.question: "\(question.name)"])
            (taken, refused, abandoned) = (
                "question taken", "question refused or failed", "question stopped, its client has gone"
            )
        }
        do {
            let operation = try await session.execute(work)
            fields.add([
                .operation: "\(operation.id)", .state: "\(operation.event().state.name)",
                .duration: .duration(start.duration(to: clock.now)),
            ])
            self.log.info(taken, fields)
            return .json(JSONObject.bytes { $0.add("identifier", operation.id) })
        } catch let error as CancellationError {
            // Nobody is answered, so there is no status.
            fields.add([.duration: .duration(start.duration(to: clock.now))])
            self.log.info(abandoned, fields)
            throw error
        } catch {
            fields.add([
                .status: .integer(APIError(error).status), .duration: .duration(start.duration(to: clock.now)),
            ])
            self.log.info(refused, fields)
            throw error
        }
    }
}
