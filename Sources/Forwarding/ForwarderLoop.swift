public import Cluster
import EventLoops
import HTTPClient
import HTTPCodec
import Handles

/// What a forwarder has on one loop.
public final class ForwarderLoop {
    let forwarder: Forwarder
    private let loop: UInt32
    private var key: HopKey?
    private var ownSigner: HopSigner?
    private var ownVerifier: HopVerifier?
    private var addresses: [Incarnation: SocketAddress] = [:]
    private var relays: [Incarnation: [ObjectIdentifier: Relay]] = [:]
    private var watches: Set<Incarnation> = []
    /// Where what goes over the wire is put together.
    var output = ByteBuffer()
    /// Who is in the cluster, as last handed to this loop.
    public private(set) var snapshot: MembershipSnapshot

    init(_ forwarder: Forwarder, loop: UInt32) {
        self.forwarder = forwarder
        self.loop = loop
        self.snapshot = forwarder.surroundings.snapshot()
    }

    /// Takes the node's present view, after a fresh look.
    public func refresh() {
        self.snapshot = self.forwarder.surroundings.snapshot()
    }

    func snapshotChanged(_ snapshot: MembershipSnapshot, on loop: isolated EventLoop) {
        self.snapshot = snapshot
        let gone = { (incarnation: Incarnation) in snapshot.standing(of: incarnation) == .gone }
        self.addresses = self.addresses.filter { !gone($0.key) }
        self.ownSigner?.forget(where: gone)
        for (target, relays) in self.relays where gone(target) {
            for relay in relays.values {
                relay.fail(.gone(target), on: loop)
            }
        }
    }

    // MARK: Hops

    /// Checks a hop against the request that carried it.
    public func verify(
        _ value: Span<UInt8>,
        method: Span<UInt8>,
        requestTarget: Span<UInt8>
    ) throws(Hop.Refusal) -> Hop {
        self.findKey()
        guard let ownVerifier else { throw .badSignature }
        return try ownVerifier.verify(value, method: method, requestTarget: requestTarget, own: self.snapshot.own)
    }

    /// `nil` before the node has found its cluster.
    var signer: HopSigner? {
        self.findKey()
        return self.ownSigner
    }

    private func findKey() {
        guard self.ownSigner == nil, let key = self.forwarder.surroundings.hopKey() else { return }
        self.ownSigner = HopSigner(key: key, loop: self.loop)
        self.ownVerifier = HopVerifier(key: key, windows: self.forwarder.windows)
    }

    // MARK: Addresses

    /// Where a node listens; `nil` where its name has not been looked up.
    func address(of member: MembershipSnapshot.Member) -> SocketAddress? {
        if let address = self.addresses[member.incarnation] { return address }
        guard
            let record = member.record,
            let port = UInt16(exactly: record.port),
            let address = try? SocketAddress(ip: record.host, port: port)
        else { return nil }
        self.addresses[member.incarnation] = address
        return address
    }

    /// Looks a node's name up.
    ///
    /// - Throws: `EventLoopError`.
    func findAddress(of member: MembershipSnapshot.Member, on loop: isolated EventLoop) async throws -> SocketAddress {
        if let address = self.address(of: member) { return address }
        guard let record = member.record, let port = UInt16(exactly: record.port) else {
            throw EventLoopError(.address, "the node says no address that this version understands")
        }
        let found = try await Resolver.addresses(of: record.host, port: port, timeout: .seconds(2), on: loop)
        guard let address = found.first else { throw EventLoopError(.resolve, "\(record.host) has no address") }
        self.addresses[member.incarnation] = address
        return address
    }

    /// A node could not be reached: a name may mean another address by now.
    func forgetAddress(of incarnation: Incarnation) {
        self.addresses[incarnation] = nil
    }

    // MARK: Relays

    func add(_ relay: Relay) {
        self.relays[relay.target, default: [:]][ObjectIdentifier(relay)] = relay
    }

    func remove(_ relay: Relay) {
        self.relays[relay.target]?[ObjectIdentifier(relay)] = nil
        if self.relays[relay.target]?.isEmpty ?? false { self.relays[relay.target] = nil }
    }

    /// Watches a node while calls without a time limit wait for it: one that leaves questions unanswered for too long is given up.
    func watch(_ member: MembershipSnapshot.Member, on loop: isolated EventLoop) {
        guard self.watches.insert(member.incarnation).inserted else { return }
        Task {
            let configuration = self.forwarder.configuration
            var answered = loop.now
            while let relays = self.relays[member.incarnation], relays.values.contains(where: \.isWatched) {
                try? await loop.sleep(for: configuration.watchInterval)
                let answer = await self.forwarder.probe(member, on: loop)
                if answer == .same {
                    answered = loop.now
                } else if loop.now - answered >= configuration.watchLimit.wholeNanoseconds {
                    for relay in self.relays[member.incarnation]?.values ?? [:].values where relay.isWatched {
                        relay.fail(.tooSlow, on: loop)
                    }
                }
            }
            self.watches.remove(member.incarnation)
        }
    }
}

extension Duration {
    fileprivate var wholeNanoseconds: Int64 {
        self.components.seconds * 1_000_000_000 + self.components.attoseconds / 1_000_000_000
    }
}
