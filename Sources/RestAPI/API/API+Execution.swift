import Logging
import Sessions

extension API {
    /// Gives work to a session and logs what became of it.
    ///
    /// - Parameter fields: What the line says besides.
    func execute(_ work: OperationWork, in session: Session, _ fields: LogFields) async throws -> Operation {
        let clock = ContinuousClock()
        let start = clock.now
        var fields = fields
        do {
            let operation = try await session.execute(work)
            fields.add([
                .operation: "\(operation.id)", .state: "\(operation.event().state.name)",
                .duration: .duration(start.duration(to: clock.now)),
            ])
            self.log.info("statement taken", fields)
            return operation
        } catch {
            fields.add([
                .status: .integer(APIError(error).status), .duration: .duration(start.duration(to: clock.now)),
            ])
            self.log.info("statement refused or failed", fields)
            throw error
        }
    }

    /// What tells a client the handle of its operation.
    static func handle(of operation: Operation) -> Answer {
        .json(JSONObject.bytes { $0.add("identifier", operation.id) })
    }
}
