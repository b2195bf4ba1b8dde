/// Where a fetch goes on (contract, section 11.6).
public enum FetchOrientation: String, Sendable, Hashable, CaseIterable {
    case next = "FETCH_NEXT"
    case prior = "FETCH_PRIOR"
    case first = "FETCH_FIRST"
    case last = "FETCH_LAST"
    case relative = "FETCH_RELATIVE"
    case absolute = "FETCH_ABSOLUTE"

    /// Reads the orientation of a fetch of rows.
    ///
    /// - Throws: ``SessionError`` with `invalidArgument` for text that names none; names are case-sensitive.
    public static func forRows(_ text: String) throws -> FetchOrientation {
        guard let orientation = FetchOrientation(rawValue: text) else {
            throw SessionError(.invalidArgument, "No value found for '\(text)'")
        }
        return orientation
    }

    /// Reads the orientation of a fetch of log lines, to be called before the handle is looked at.
    ///
    /// - Throws: ``SessionError`` with `invalidArgument` for all but `FETCH_NEXT` and `FETCH_FIRST` (section 4.4).
    public static func forLog(_ text: String) throws -> FetchOrientation {
        switch FetchOrientation(rawValue: text) {
        case .next?: return .next
        case .first?: return .first
        case .prior?, .last?, .relative?, .absolute?, nil:
            throw SessionError(.invalidArgument, "\(text) in operation log is not supported")
        }
    }
}
