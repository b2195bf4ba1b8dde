import Handles

/// Whose a path is.
enum PathOwner: Sendable, Hashable {
    /// Anybody's: there is no handle in it.
    case anybody
    /// That of the node that issued the handle.
    case handle(Handle)
    /// Nobody's: what stands in a handle's place is none of this cluster's. Answered 404 here, without asking another node.
    case nobody
}

extension RequestPath {
    /// Finds the handle in `/api/v1/sessions/{h}/…` and `/api/v1/operations/{h}/…`. Literals win: `count` is no handle.
    func owner(_ key: HandleKey) -> PathOwner {
        guard self.count >= 4, self.has("api", at: 0), self.has("v1", at: 1) else { return .anybody }
        let kind: Handle.Kind
        if self.has("sessions", at: 2) {
            if self.has("count", at: 3) || self.has("execPool", at: 3) { return .anybody }
            kind = .session
        } else if self.has("operations", at: 2) {
            kind = .operation
        } else {
            return .anybody
        }
        return self.withBytes(3) { key.verify($0, as: kind) }.map { .handle($0) } ?? .nobody
    }
}
