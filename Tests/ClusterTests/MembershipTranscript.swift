public import Handles

@testable import Cluster

/// A membership machine with the events of a test fed to it, and short names for what they are made of.
struct MembershipTranscript {
    typealias Listing = MembershipStateMachine.Listing

    var machine = MembershipStateMachine()

    /// A node that is registered as `own` and has listed itself and these.
    static func registered(as own: UInt32, listing others: [Listing] = []) -> MembershipTranscript {
        var transcript = MembershipTranscript()
        _ = transcript.machine.sessionOpened()
        _ = transcript.machine.nodeCreated(Incarnation(rawValue: own))
        _ = transcript.machine.aliveCreated(Incarnation(rawValue: own), highestListed: nil, now: .zero)
        _ = transcript.machine.contactRead(Incarnation(rawValue: own), isThere: nil, sentAt: .zero)
        _ = transcript.list([Self.alive(own)] + others, at: 0)
        return transcript
    }

    /// A list came; what the node writes of itself then is written.
    mutating func list(_ listings: [Listing], at seconds: Int) -> [MembershipStateMachine.Action] {
        let actions = self.machine.listed(listings, now: .seconds(seconds))
        _ = self.machine.aliveWritten(.done)
        return actions.filter {
            if case .publish = $0 { false } else { true }
        }
    }

    /// A second passes, and the reads that it brings are answered: ZooKeeper has contact, others say nothing new.
    mutating func tick(at seconds: Int) -> [MembershipStateMachine.Action] {
        let actions = self.machine.ticked(now: .seconds(seconds))
        if let own = self.machine.own, actions.contains(.readContact(own)) {
            _ = self.machine.contactRead(own, isThere: true, sentAt: .seconds(seconds))
        }
        _ = self.machine.alivesRead(nil)
        return actions.filter {
            if case .readAlives = $0 { false } else { true }
        }
    }

    /// Contact with ZooKeeper: a read of the own znode, sent then, was answered.
    mutating func contact(at seconds: Int) {
        guard let own = self.machine.own else { return }
        _ = self.machine.contactRead(own, isThere: true, sentAt: .seconds(seconds))
    }

    static func record(_ incarnation: UInt32, port: Int? = nil) -> NodeRecord {
        NodeRecord(
            name: "node-\(incarnation)",
            guid: "guid-\(incarnation)",
            host: "127.0.0.1",
            port: port ?? Int(incarnation),
            version: "test",
            startTime: 0
        )
    }

    /// One that is registered and has listed up to an incarnation, itself if none is given.
    static func alive(_ incarnation: UInt32, listed: UInt32? = nil, port: Int? = nil) -> Listing {
        Listing(
            incarnation: Incarnation(rawValue: incarnation),
            record: Self.record(incarnation, port: port),
            alive: AliveRecord(activity: .active, highestListed: listed ?? incarnation),
            hasChild: true
        )
    }

    /// One without `alive` that these hold.
    static func held(_ incarnation: UInt32, by holders: Set<Incarnation>) -> Listing {
        var listing = Self.lost(incarnation)
        listing.hasChild = true
        listing.holders = holders
        return listing
    }

    /// One whose `nodes/<n>` has no child.
    static func lost(_ incarnation: UInt32, port: Int? = nil) -> Listing {
        Listing(
            incarnation: Incarnation(rawValue: incarnation),
            record: Self.record(incarnation, port: port),
            alive: nil,
            hasChild: false
        )
    }

    static func probe(_ incarnation: UInt32, port: Int? = nil) -> MembershipStateMachine.Action {
        .probe(MembershipSnapshot.Member(Self.lost(incarnation, port: port)))
    }
}

extension Incarnation: ExpressibleByIntegerLiteral {
    /// Creates the incarnation of a number written in a test.
    public init(integerLiteral value: UInt32) {
        self.init(rawValue: value)
    }
}
