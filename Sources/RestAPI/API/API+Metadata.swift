import Engines
import Sessions

/// Contract, sections 3.5 and 3.8: what clients ask of an engine and its catalog.
extension API {
    /// Asks a question that has no arguments: whatever body there is stays unread.
    func askCatalog(_ call: Call, _ question: MetadataQuestion, _ prefix: String) async throws -> Answer {
        try await prefixing(prefix) { try await self.ask(question, of: try call.session(), call) }
    }

    /// Asks a question whose arguments are members of the body.
    func askCatalog(
        _ call: Call,
        _ prefix: String,
        _ question: (JSONMembers) throws(APIError) -> MetadataQuestion
    ) async throws -> Answer {
        try await prefixing(prefix) {
            // First the handle: an unknown session needs no body.
            let session = try call.session()
            let body = try JSONMembers(try await call.readBody(self.configuration.bodyLimit))
            return try await self.ask(try question(body), of: session, call)
        }
    }

    private func ask(_ question: MetadataQuestion, of session: Session, _ call: Call) async throws -> Answer {
        do {
            return try await self.execute(.metadata(question), in: session, call)
        } catch {
            throw Self.metadataFailure(APIError(error), question)
        }
    }

    /// An engine without such keys in its catalog: clients know 404 there (design, section 7).
    private static func metadataFailure(_ error: APIError, _ question: MetadataQuestion) -> APIError {
        var error = error
        switch question {
        case .primaryKeys, .crossReference: if error.status == 501 { error.status = 404 }
        default: break
        }
        return error
    }

    func serverInformation(_ call: Call) async throws -> Answer {
        let text = call.path.text(5)
        guard let number = Int32(text) else { throw APIError.notFound }
        return try await prefixing("Unrecognized GetInfoType value: \(number)") {
            let session = try call.session()
            guard let type = InfoType(rawValue: number), let value = try await self.information(type, of: session)
            else { throw APIError(404, "this type is not served") }
            return .json(
                JSONObject.bytes { object in
                    object.add("infoType", type.name)
                    object.add("infoValue", value)
                }
            )
        }
    }

    /// The gateway's own name and version where the session wants those, else what the engine tells, once it is there.
    private func information(_ type: InfoType, of session: Session) async throws -> String? {
        if session.infoProvider == .server {
            switch type {
            case .serverName, .dbmsName: return "Torii"
            case .dbmsVersion: return self.configuration.version
            default: break
            }
        }
        return try await session.information(type)
    }
}
