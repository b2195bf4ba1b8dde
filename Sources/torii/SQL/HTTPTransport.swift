import EventLoops
import FoundationEssentials
import HTTPClient
import Synchronization

/// Calls to one gateway over HTTP, by a loop of its own and connections that are kept.
final class HTTPTransport: Sendable {
    /// The time for one call, of which opening a session may need most: its engine may have to open first.
    static let deadline = Duration.seconds(600)
    private static let resolving = Duration.seconds(10)
    private static let bodyLimit = 1 << 30

    private let url: GatewayURL
    private let fields: [(name: String, value: String)]
    private let group: EventLoopGroup
    private let client: HTTPClient
    /// The address that has answered.
    private let known = Mutex<SocketAddress?>(nil)

    /// Starts the loop; nothing is sent yet.
    ///
    /// - Parameter user: The user of Basic, with an empty password; `nil` for anonymous.
    /// - Throws: `EventLoopError` where the system gives no descriptors.
    init(to url: GatewayURL, user: String?) throws {
        self.url = url
        var fields = [(name: "Accept", value: "application/json")]
        if let user {
            fields.append(("Authorization", "Basic \(Data("\(user):".utf8).base64EncodedString())"))
        }
        self.fields = fields
        self.group = try EventLoopGroup(count: 1)
        var configuration = HTTPClient.Configuration()
        configuration.connectTimeout = .seconds(10)
        // Rows that the engine computes on the way may come slowly.
        configuration.bodyIdleTimeout = Self.deadline
        self.client = HTTPClient(configuration)
        self.group.start()
    }

    /// Closes the connections.
    func stop() async {
        await self.group.stop()
    }

    /// Sends a call to the first of the gateway's addresses that takes it, and to that one from then on.
    ///
    /// - Throws: ``GatewayError`` with words for people where no answer came; `CancellationError`.
    func call(_ request: GatewayRequest) async throws -> GatewayResponse {
        let loop = self.group.next()
        if let known = self.known.withLock({ $0 }) {
            do {
                return try await self.send(request, to: known, on: loop)
            } catch let failure as UpstreamFailure {
                guard failure.isBeforeRequest else { throw self.error(failure, at: known) }
                self.known.withLock { $0 = nil }
            }
        }
        var last = GatewayError(message: "\(self.url) has no address")
        for address in try await self.addresses(on: loop) {
            do {
                let response = try await self.send(request, to: address, on: loop)
                self.known.withLock { $0 = address }
                return response
            } catch let failure as UpstreamFailure {
                last = self.error(failure, at: address)
                guard failure.isBeforeRequest else { break }
            }
        }
        throw last
    }

    private func addresses(on loop: isolated EventLoop) async throws -> [SocketAddress] {
        do {
            return try await Resolver.addresses(
                of: self.url.host,
                port: UInt16(self.url.port),
                timeout: Self.resolving,
                on: loop
            )
        } catch let error as EventLoopError {
            throw GatewayError(message: "cannot find \(error.message)")
        }
    }

    private func send(
        _ request: GatewayRequest,
        to address: SocketAddress,
        on loop: isolated EventLoop
    ) async throws -> GatewayResponse {
        var fields = self.fields
        if request.body != nil { fields.append(("Content-Type", "application/json")) }
        let response = try await self.client.send(
            ClientRequest(
                request.method,
                request.target,
                host: self.url.authority,
                fields: fields,
                body: Array((request.body ?? "").utf8)
            ),
            to: Origin(address),
            deadline: Self.deadline,
            bodyLimit: Self.bodyLimit,
            on: loop
        )
        return GatewayResponse(status: response.status, body: response.body)
    }

    private func error(_ failure: UpstreamFailure, at address: SocketAddress) -> GatewayError {
        let message =
            switch failure.code {
            case .refused: "cannot connect to \(address): Connection refused"
            case .malformed: "\(address) does not answer as a gateway: \(failure.message)"
            case .ended: "\(address): \(failure.message)"
            default: failure.message
            }
        return GatewayError(message: message)
    }
}

extension UpstreamFailure {
    /// Whether no connection stood, so that nothing was sent.
    fileprivate var isBeforeRequest: Bool { self.code == .refused || self.code == .unreachable }
}
