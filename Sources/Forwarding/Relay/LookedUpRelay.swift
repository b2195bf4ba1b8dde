public import Cluster
public import EventLoops
public import HTTPServer

/// A relay whose owner is found by a look at the cluster that waits.
public final class LookedUpRelay: HTTPTakeOver {
    /// There is no owner: the answer to the client.
    public struct Refused: Error {
        /// The answer.
        public var response: HTTPResponse

        /// Creates a refusal.
        public init(response: HTTPResponse) {
            self.response = response
        }
    }

    private let relay: Relay
    private let find: () async -> Result<MembershipSnapshot.Member, Refused>
    private var isGone = false
    private var hasBegun = false

    /// Creates a relay that begins once its owner is found.
    public init(_ relay: Relay, find: @escaping () async -> Result<MembershipSnapshot.Member, Refused>) {
        self.relay = relay
        self.find = find
    }

    /// The request is this relay's.
    public func begin(_ request: HTTPTakenRequest, on loop: isolated EventLoop) {
        Task {
            let found = await self.find()
            guard !self.isGone else { return }
            switch found {
            case .success(let member):
                self.hasBegun = true
                self.relay.call.member = member
                self.relay.begin(request, on: loop)
            case .failure(let refused):
                self.relay.call.ended?(refused.response.status)
                request.send(refused.response, on: loop)
            }
        }
    }

    /// A part of the request's body.
    public func bodyArrived(_ bytes: UnsafeBufferPointer<UInt8>, on loop: isolated EventLoop) {
        self.relay.bodyArrived(bytes, on: loop)
    }

    /// The request is whole.
    public func bodyEnded(trailers: [UInt8], on loop: isolated EventLoop) {
        self.relay.bodyEnded(trailers: trailers, on: loop)
    }

    /// The client takes bytes again.
    public func outputDrained(on loop: isolated EventLoop) {
        self.relay.outputDrained(on: loop)
    }

    /// The client has gone.
    public func clientGone(on loop: isolated EventLoop) {
        self.isGone = true
        if self.hasBegun {
            self.relay.clientGone(on: loop)
        } else {
            self.relay.call.ended?(0)
        }
    }
}
