import Cluster
import Handles

/// A request's head, as far as the edge looks at it before any body is read.
struct EntryRequest {
    /// What its hop field says.
    enum HopFinding {
        /// No field, or one that is not genuine, which nobody looks at.
        case none
        case verified(Hop)
        /// Genuine, but not to be followed.
        case refused(Hop.Refusal)
    }

    var method: String
    /// `nil` for a path that no route can have.
    var path: RequestPath?
    var query: RequestQuery
    var authorization: [String] = []
    var clientAddress: [String] = []
    var accept: [String] = []
    var contentType: [String] = []
    var hasBody = false
    var requestID: [String] = []
    /// The address at the other end of the connection.
    var peer: String
    var hop = HopFinding.none
}

/// What becomes of a request, decided from its head alone.
enum Entry {
    /// This node answers.
    case here(AdmittedRequest)
    /// This node answers with an error, or with the methods of a path.
    case reply(Reply)
    /// It goes to the handle's owner.
    case forward(Handle, MembershipSnapshot.Member, Caller)
    /// Whether there is an owner takes a fresh look at the cluster; then the request comes again.
    case look(Handle, Caller)
}
