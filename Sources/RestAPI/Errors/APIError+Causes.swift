import Cluster
import Engines
import Sessions

extension APIError {
    /// What a failure below becomes at the edge (design, section 7).
    init(_ error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as SessionError:
            self.init(Self.status(of: error.code), error.message, sqlState: error.sqlState)
        case let error as EngineError:
            self.init(Self.status(of: error.code), error.message, sqlState: error.sqlState)
        case let error as ClusterError: self.init(503, error.message)
        // Whatever it says was not written for clients.
        default: self.init(500, "internal error")
        }
    }

    private static func status(of code: SessionError.Code) -> Int {
        switch code {
        case .unknownSession, .unknownOperation, .closed, .unsupportedOrientation: 404
        case .invalidArgument: 400
        case .notReady: 409
        case .statementFailed, .launchFailed, .tooLarge: 422
        case .unsupported: 501
        case .timedOut: 504
        case .limitReached: 429
        case .denied: 403
        case .busy, .unavailable: 503
        default: 500
        }
    }

    private static func status(of code: EngineError.Code) -> Int {
        switch code {
        case .statementFailed, .resultTooLarge, .openFailed: 422
        case .cancelled: 409
        case .invalidStatement: 400
        case .tooManyUnfinished: 429
        case .unsupported: 501
        case .poolFull, .unavailable: 503
        case .sessionClosed: 404
        default: 500
        }
    }
}
