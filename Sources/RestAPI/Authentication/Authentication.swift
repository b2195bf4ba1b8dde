/// Who asks. Decided once, where the request enters the cluster; a hop carries it from there.
public struct Caller: Sendable, Hashable {
    /// The authenticated user.
    public var user: String
    /// The client's address: its own, or what a trusted proxy says of it.
    public var clientAddress: String

    /// Creates a caller.
    public init(user: String, clientAddress: String) {
        self.user = user
        self.clientAddress = clientAddress
    }
}

/// Tells who asks, with authentication NONE: everybody is who he says he is (contract, section 1.5).
public struct Authentication: Sendable {
    /// The field in which a proxy tells the client's address (`kyuubi.frontend.proxy.http.client.ip.header`).
    public var clientAddressField = "X-Real-IP"
    /// The proxies that are believed; by default those on the same machine.
    public var trustedProxies = AddressRange.loopback

    /// The user of whoever does not say.
    static let anonymous = "anonymous"
    /// The longest user, in bytes of UTF-8: what a hop carries.
    static let longestUser = 256

    /// Creates the default.
    public init() {}

    /// Who sends a request.
    ///
    /// - Parameters:
    ///   - authorization: The values of the fields `Authorization`.
    ///   - clientAddress: The values of the fields ``clientAddressField``.
    ///   - peer: The address at the other end of the connection.
    /// - Throws: ``APIError`` with status 401 or 403.
    func caller(authorization: [String], clientAddress: [String], peer: String) throws(APIError) -> Caller {
        Caller(
            user: try Self.user(authorization),
            clientAddress: self.clientAddress(clientAddress, peer: peer)
        )
    }

    private func clientAddress(_ told: [String], peer: String) -> String {
        // What is no address, or told twice, tells nothing.
        guard
            told.count == 1, let address = told.first, AddressRange.isAddress(address),
            self.trustedProxies.contains(where: { $0.contains(peer) })
        else { return peer }
        return address
    }

    private static func user(_ authorization: [String]) throws(APIError) -> String {
        guard let value = authorization.first else { return Self.anonymous }
        guard authorization.count == 1 else { throw Self.unauthorized("more than one Authorization field") }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard let scheme = parts.first, scheme.lowercased() == "basic" else {
            throw Self.unauthorized("only the scheme Basic is configured")
        }
        guard parts.count == 2 else { throw APIError(403, "the credentials are missing") }
        guard
            let bytes = Base64.decode(parts[1].utf8),
            let credentials = String(validating: bytes, as: UTF8.self)
        else { throw Self.unauthorized("the credentials are not base64 of UTF-8 text") }
        let user = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard Self.isUser(user) else {
            throw Self.unauthorized("the user's name is too long or holds control characters")
        }
        return user.isEmpty ? Self.anonymous : String(user)
    }

    /// Whether a text can be a user: a hop must be able to carry it.
    static func isUser(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= self.longestUser && !text.unicodeScalars.contains { $0.value < 0x20 }
    }

    private static func unauthorized(_ reason: String) -> APIError {
        APIError(401, "Authentication failed: \(reason)")
    }
}
