import Engines

/// DuckDB, but for its catalog: an engine without answers to metadata questions.
struct AnsweringNothing: Engine {
    let engine: any Engine

    var identity: EngineIdentity {
        self.engine.identity
    }

    func openSession(_ options: EngineSessionOptions) async throws -> any EngineSession {
        Session(session: try await self.engine.openSession(options))
    }

    func information(_ type: InfoType) -> String? {
        nil
    }

    func close() async {
        await self.engine.close()
    }

    private struct Session: EngineSession {
        let session: any EngineSession

        var id: String {
            self.session.id
        }

        var token: EngineToken? {
            self.session.token
        }

        func submit(_ work: EngineWork) async throws -> any EngineOperation {
            if case .metadata = work { throw EngineError(.unsupported, "feature not supported") }
            return try await self.session.submit(work)
        }

        func close() async {
            await self.session.close()
        }
    }
}
