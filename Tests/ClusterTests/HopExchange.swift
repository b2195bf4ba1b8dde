import Handles

@testable import Cluster

/// One request from one node to another, in short.
enum HopExchange {
    static let method = "GET"
    static let target = "/api/v1/sessions?x=1"

    /// The value, empty where it was not made.
    static func sign(
        _ signer: HopSigner,
        from source: Incarnation,
        to target: Incarnation,
        user: String = "alice",
        address: String = "10.0.0.9"
    ) -> [UInt8] {
        withUnsafeTemporaryAllocation(byteCount: Hop.longestValue, alignment: 1) { memory in
            let signed = signer.sign(
                from: source,
                to: target,
                user: user,
                clientAddress: address,
                method: self.method.utf8.span,
                requestTarget: self.target.utf8.span,
                into: memory
            )
            return Array(memory[..<(signed?.length ?? 0)])
        }
    }

    static func verify(
        _ verifier: HopVerifier,
        _ value: [UInt8],
        method: String = Self.method,
        target: String = Self.target,
        own: Incarnation? = 12
    ) -> Result<Hop, Hop.Refusal> {
        do throws(Hop.Refusal) {
            let hop = try verifier.verify(
                value.span,
                method: method.utf8.span,
                requestTarget: target.utf8.span,
                own: own
            )
            return .success(hop)
        } catch {
            return .failure(error)
        }
    }

    /// Any text with a right code.
    static func signed(_ text: String, with key: HopKey) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: HopCode.length)
        digest.withUnsafeMutableBytes { digest in
            Array(self.method.utf8).withUnsafeBytes { method in
                Array(self.target.utf8).withUnsafeBytes { target in
                    Array(text.utf8).withUnsafeBytes { text in
                        HopCode(key: key).write(.request, method, target, text, into: digest)
                    }
                }
            }
        }
        let digits = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return Array("\(text);\(digits)".utf8)
    }
}
