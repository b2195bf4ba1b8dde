import Handles
import Testing

@testable import Cluster

@Suite("Signed hops")
struct HopSignerTests {
    private let signer = HopSigner(key: [UInt8](repeating: 7, count: 32))
    private let hop = Hop(target: Incarnation(rawValue: 12), user: "zoë.o'neil", clientAddress: "10.0.0.9")
    private let now: Int64 = 1_700_000_000_000

    private func refusal(
        _ value: String,
        method: String = "GET",
        target: String = "/api/v1/sessions?x=1",
        time: Int64? = nil
    ) -> HopSigner.Refusal? {
        do throws(HopSigner.Refusal) {
            _ = try self.signer.verify(value, method: method, target: target, time: time ?? self.now)
            return nil
        } catch {
            return error
        }
    }

    private var signed: String {
        self.signer.sign(self.hop, method: "GET", target: "/api/v1/sessions?x=1", time: self.now)
    }

    @Test("tell the other node who asked")
    func roundTrip() throws {
        let verified = try self.signer.verify(
            self.signed,
            method: "GET",
            target: "/api/v1/sessions?x=1",
            time: self.now + 100
        )
        #expect(verified.hop == self.hop)
    }

    @Test("count for one method, one target and one key")
    func bound() {
        #expect(self.refusal(self.signed, method: "DELETE") == .forged)
        #expect(self.refusal(self.signed, target: "/api/v1/sessions?x=2") == .forged)
        let other = HopSigner(key: [UInt8](repeating: 8, count: 32))
        #expect(
            self.refusal(other.sign(self.hop, method: "GET", target: "/api/v1/sessions?x=1", time: self.now)) == .forged
        )
    }

    @Test("count for thirty seconds, by clocks that differ either way")
    func time() {
        #expect(self.refusal(self.signed, time: self.now + 30_000) == nil)
        #expect(self.refusal(self.signed, time: self.now + 30_001) == .outOfTime)
        #expect(self.refusal(self.signed, time: self.now - 30_000) == nil)
        #expect(self.refusal(self.signed, time: self.now - 30_001) == .outOfTime)
    }

    @Test("with any character changed are refused")
    func changed() {
        let value = Array(self.signed)
        var taken: [Int] = []
        for index in value.indices {
            var other = value
            other[index] = value[index] == "A" ? "B" : "A"
            if self.refusal(String(other)) == nil { taken.append(index) }
        }
        #expect(taken.isEmpty)
    }

    @Test(
        "of another form are malformed",
        arguments: [
            "", "v1", "v2.12.YQ.YQ.1.AAAAAAAAAAAAAAAAAAAAAA.YQ", "v1.-1.YQ.YQ.1.AAAAAAAAAAAAAAAAAAAAAA.YQ", "......",
            "v1.1.Y=.YQ.1.AAAAAAAAAAAAAAAAAAAAAA.YQ",
        ]
    )
    func malformed(value: String) {
        #expect(self.refusal(value) == .malformed)
    }

    @Test("count once, and are forgotten when their time is long over")
    func nonces() {
        var ledger = NonceLedger()
        let first = [ledger.admit([1], time: 0), ledger.admit([1], time: 1), ledger.admit([2], time: 59_999)]
        #expect(first == [true, false, true])
        // A generation later both are still remembered.
        let second = [ledger.admit([1], time: 60_000), ledger.admit([2], time: 119_999)]
        #expect(second == [false, false])
        let third = ledger.admit([3], time: 300_000)
        #expect(third)
        #expect(ledger.count == 1)
    }
}
