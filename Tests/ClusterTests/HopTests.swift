import Handles
import Testing

@testable import Cluster

@Suite("Signed hops")
struct HopTests {
    private let signer = HopSigner(key: Self.key(7), loop: 2)
    private let windows = HopWindows()
    private let verifier: HopVerifier

    init() {
        self.verifier = HopVerifier(key: Self.key(7), windows: self.windows)
    }

    private static func key(_ filling: UInt8) -> HopKey {
        HopKey(bytes: [UInt8](repeating: filling, count: 32))
    }

    private func sign(
        user: String = "zoë;o'neil 🦆",
        address: String = "10.0.0.9",
        to target: Incarnation = 12,
        with signer: HopSigner? = nil
    ) -> [UInt8] {
        HopExchange.sign(signer ?? self.signer, from: 3, to: target, user: user, address: address)
    }

    private func refusal(
        _ value: [UInt8],
        method: String = HopExchange.method,
        target: String = HopExchange.target,
        own: Incarnation? = 12
    ) -> Hop.Refusal? {
        HopExchange.verify(self.verifier, value, method: method, target: target, own: own).refusal
    }

    @Test(
        "tell the other node who asked, whatever the name",
        arguments: ["", "alice", "zoë;o'neil 🦆", "%", "a.b;c=d\r\n", "\0", String(repeating: "é", count: 128)]
    )
    func roundTrip(user: String) throws {
        for (number, address) in ["10.0.0.9", "2001:db8::1", "fe80::1%eth0", ""].enumerated() {
            let value = self.sign(user: user, address: address)
            let plain = value.allSatisfy { 0x21..<0x7F ~= $0 }
            #expect(plain && value.count <= Hop.longestValue)
            let hop = try HopExchange.verify(self.verifier, value).get()
            #expect(
                hop
                    == Hop(
                        source: 3,
                        loop: 2,
                        target: 12,
                        number: UInt64(number) + 1,
                        user: user,
                        clientAddress: address
                    )
            )
        }
    }

    @Test("are not made for a user or an address that is too long, and no number is lost")
    func tooLong() throws {
        let longest = String(repeating: "\u{1}", count: Hop.longestUser)
        let address = String(repeating: "%", count: Hop.longestClientAddress)
        #expect(self.sign(user: longest + "a").isEmpty)
        #expect(self.sign(address: address + "a").isEmpty)
        let hop = try HopExchange.verify(self.verifier, self.sign(user: longest, address: address)).get()
        #expect(hop.number == 1 && hop.user == longest && hop.clientAddress == address)
    }

    @Test("are numbered for each target, anew for each incarnation of the sender")
    func numbers() throws {
        func number(from source: Incarnation, to target: Incarnation) throws -> UInt64 {
            let value = HopExchange.sign(self.signer, from: source, to: target)
            return try HopExchange.verify(self.verifier, value, own: target).get().number
        }
        #expect(try number(from: 3, to: 12) == 1)
        #expect(try number(from: 3, to: 12) == 2)
        #expect(try number(from: 3, to: 13) == 1)
        #expect(try number(from: 4, to: 12) == 1)
        self.signer.forget { $0 == 13 }
        #expect(try number(from: 4, to: 12) == 2)
    }

    @Test("count for one method, one target and one key, and are not used up by a wrong try")
    func bound() {
        let value = self.sign()
        #expect(self.refusal(value, method: "DELETE") == .badSignature)
        #expect(self.refusal(value, target: "/api/v1/sessions?x=2") == .badSignature)
        // The same octets, cut elsewhere.
        #expect(self.refusal(value, method: "GET/", target: "api/v1/sessions?x=1") == .badSignature)
        #expect(self.refusal(self.sign(with: HopSigner(key: Self.key(8), loop: 2))) == .badSignature)
        #expect(self.windows.count == 0)
        #expect(self.refusal(value) == nil)
    }

    @Test("for another incarnation can be told apart, and count at the right one still")
    func otherIncarnation() {
        let value = self.sign()
        let isTold = [Incarnation(rawValue: 13), nil].map { own in
            if case .otherIncarnation(let hop) = self.refusal(value, own: own) { hop.target == 12 } else { false }
        }
        #expect(isTold == [true, true])
        #expect(self.refusal(value) == nil)
    }

    @Test("with any character changed, cut or added are refused")
    func changed() {
        let value = self.sign()
        var taken: [String] = []
        for index in value.indices {
            for other in [UInt8(ascii: "0"), UInt8(ascii: "1"), UInt8(ascii: ";"), UInt8(ascii: "a")]
            where other != value[index] {
                var changed = value
                changed[index] = other
                if self.refusal(changed) == nil { taken.append("\(index)") }
            }
            if self.refusal(Array(value[..<index])) == nil { taken.append("first \(index)") }
            if self.refusal(Array(value[index...])) == nil, index > 0 { taken.append("from \(index)") }
        }
        #expect(taken.isEmpty)
        #expect(self.refusal(value + [UInt8(ascii: "0")]) != nil)
        #expect(self.refusal([]) == .malformed)
        #expect(self.windows.count == 1, "the whole value, from 0, was used up at the last")
    }

    @Test("with another user, address, number, source or target under the same code are refused")
    func forgedFields() {
        let parts = self.sign(user: "alice").split(separator: UInt8(ascii: ";")).map { Array($0) }
        let others = ["2", "4.2", "13", "2", "bob", "10.0.0.8"]
        for (index, other) in others.enumerated() {
            var forged = parts
            forged[index] = Array(other.utf8)
            #expect(self.refusal(Array(forged.joined(separator: [UInt8(ascii: ";")]))) == .badSignature)
        }
    }

    @Test(
        "of another form are malformed, though the cluster's key signed them",
        arguments: [
            "2;3.2;12;1;a;b", "1;3;12;1;a;b", "1;3.2;12;0;a;b", "1;3.2;12;01;a;b", "1;3.2;12;1;a", "1;3.2;12;1;a;b;c",
            "1;3.2;4294967296;1;a;b", "1;3.2;12;18446744073709551616;a;b", "1;-3.2;12;1;a;b", "1;3.2;12;+1;a;b",
            "1;3.2;12;1;%;b", "1;3.2;12;1;%4;b", "1;3.2;12;1;%zz;b", "1;3.2;12;1;%ff;b", "1;3.2;12;;a;b", ";;;;;",
        ]
    )
    func malformed(text: String) {
        #expect(self.refusal(HopExchange.signed(text, with: Self.key(7))) == .malformed)
    }

    @Test("of the highest number are taken, and nothing trails off")
    func huge() throws {
        let value = HopExchange.signed("1;4294967295.4294967295;12;18446744073709551615;a;b", with: Self.key(7))
        #expect(try HopExchange.verify(self.verifier, value).get().number == .max)
        #expect(self.refusal(value) == .replayed)
        let low = HopExchange.signed("1;4294967295.4294967295;12;1;a;b", with: Self.key(7))
        #expect(self.refusal(low) == .replayed)
    }

    @Test("count once, at whichever loop")
    func replay() {
        let value = self.sign()
        #expect(self.refusal(value) == nil)
        #expect(self.refusal(value) == .replayed)
        let other = HopVerifier(key: Self.key(7), windows: self.windows)
        #expect(HopExchange.verify(other, value).refusal == .replayed)
    }

    @Test("of a sender that is gone are refused, and cannot be played again though its window went")
    func gone() {
        let value = self.sign()
        #expect(self.refusal(value) == nil)
        let member = MembershipSnapshot.Member(MembershipTranscript.alive(3))
        var snapshot = MembershipSnapshot(own: 12, members: [3: member], highestListed: 12)
        self.windows.snapshotChanged(snapshot)
        #expect(self.windows.count == 1)
        #expect(self.refusal(value) == .replayed)
        snapshot.members = [:]
        self.windows.snapshotChanged(snapshot)
        #expect(self.windows.count == 0)
        #expect(self.refusal(value) == .senderGone)
        #expect(self.refusal(self.sign()) == .senderGone)
    }

    @Test("racing on several threads are each taken once")
    func racing() async {
        let values = (0..<2000).map { _ in self.sign() }
        let windows = self.windows
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let verifier = HopVerifier(key: Self.key(7), windows: windows)
                    return values.filter { HopExchange.verify(verifier, $0).refusal == nil }.count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == 2000)
    }

    @Test("are answered with a code that is good for that question and that body alone")
    func answers() throws {
        let asked = try HopExchange.verify(self.verifier, self.sign()).get()
        let code = self.verifier.signAnswer(to: asked, body: "same".utf8.span)
        func isGenuine(
            _ code: String,
            source: Incarnation = 3,
            target: Incarnation = 12,
            number: UInt64 = 1,
            body: String = "same"
        ) -> Bool {
            self.signer.isGenuine(
                answer: code.utf8.span,
                to: source,
                from: target,
                number: number,
                body: body.utf8.span
            )
        }
        #expect(isGenuine(code))
        #expect(!isGenuine(code, source: 4))
        #expect(!isGenuine(code, target: 13))
        #expect(!isGenuine(code, number: 2))
        #expect(!isGenuine(code, body: "other"))
        #expect(!isGenuine(String(code.dropLast())) && !isGenuine(""))
        let otherLoop = HopSigner(key: Self.key(7), loop: 3)
        let isTaken = otherLoop.isGenuine(answer: code.utf8.span, to: 3, from: 12, number: 1, body: "same".utf8.span)
        #expect(!isTaken)
    }
}

extension Result {
    fileprivate var refusal: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
