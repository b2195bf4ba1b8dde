/// What a session is opened with (contract, section 3.1). Who the user is was decided at the edge.
public struct SessionOpenRequest: Sendable, Hashable {
    /// The session's user, after proxying.
    public var user: String
    /// The authenticated user.
    public var realUser: String
    /// The client's address.
    public var clientAddress: String
    /// Hive CLI protocol, 0 (V1) to 10 (V11).
    public var protocolVersion: Int
    /// The configuration as the client sent it.
    public var configs: [String: String]

    /// Creates a request.
    public init(
        user: String,
        realUser: String? = nil,
        clientAddress: String,
        protocolVersion: Int = 0,
        configs: [String: String] = [:]
    ) {
        self.user = user
        self.realUser = realUser ?? user
        self.clientAddress = clientAddress
        self.protocolVersion = protocolVersion
        self.configs = configs
    }

    /// - Throws: ``SessionError`` with `invalidArgument`.
    func validate() throws {
        guard (0...10).contains(self.protocolVersion) else {
            throw SessionError(
                .invalidArgument,
                "Error opening session for \(self.user) client ip \(self.clientAddress), "
                    + "due to unknown protocol version \(self.protocolVersion)"
            )
        }
    }
}
