/// A call to a gateway.
struct GatewayRequest: Sendable, Hashable {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    var method: String
    /// Path and query: `/api/v1/sessions`.
    var target: String
    /// JSON; `nil` for none.
    var body: String?
}

/// What the gateway answered.
struct GatewayResponse: Sendable, Hashable {
    var status: Int
    var body: [UInt8]

    init(status: Int, body: [UInt8] = []) {
        self.status = status
        self.body = body
    }
}

/// How calls reach a gateway: the one seam between `torii sql`, `torii cluster status` and HTTP. It throws where no answer
/// came, with words for people.
typealias GatewayTransport = @Sendable (GatewayRequest) async throws -> GatewayResponse

/// Why a call to a gateway failed.
struct GatewayError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The HTTP status; `nil` where the answer could not be used.
    var status: Int?
    /// The server's message, or what is wrong with its answer.
    var message: String

    var description: String { self.message }
}

/// Calls whose answers are JSON.
struct GatewayClient: Sendable {
    let transport: GatewayTransport

    /// Sends a call and reads its answer; `.null` for an empty one.
    ///
    /// - Throws: ``GatewayError`` for a status outside 200-299, and what the transport throws.
    @discardableResult
    func call(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let response = try await self.transport(
            GatewayRequest(method: method, target: "/api/v1" + path, body: body?.encoded)
        )
        guard (200..<300).contains(response.status) else {
            let text = String(decoding: response.body, as: UTF8.self)
            let message = (try? JSONReader.read(response.body))?["message"]?.string
            throw GatewayError(
                status: response.status,
                message: message
                    ?? (text.isEmpty ? "the gateway answered \(response.status)" : "\(response.status): \(text)")
            )
        }
        guard !response.body.isEmpty else { return .null }
        do {
            return try JSONReader.read(response.body)
        } catch {
            throw GatewayError(message: "the gateway's answer to \(method) \(path) is no JSON: \(error)")
        }
    }

    /// The same, for answers with a handle.
    func handle(_ method: String, _ path: String, _ body: JSONValue?) async throws -> String {
        guard let handle = try await self.call(method, path, body)["identifier"]?.string else {
            throw GatewayError(message: "the gateway's answer to \(method) \(path) has no identifier")
        }
        return handle
    }
}
