public import Handles

/// Tells which hops are genuine, for one event loop (design, section 4), and signs answers to them. Not for two threads.
public final class HopVerifier {
    private let code: HopCode
    private let windows: HopWindows

    /// Creates a verifier.
    ///
    /// - Parameter windows: The same for all verifiers of a process: a hop counts once, whichever loop gets it.
    public init(key: HopKey, windows: HopWindows) {
        self.code = HopCode(key: key)
        self.windows = windows
    }

    /// Checks a header's value against the request that carried it. Nothing is believed, and no window moves, before the signature
    /// was found right. A hop that is accepted is used up.
    ///
    /// - Parameters:
    ///   - value: The field's value.
    ///   - method: The request's method.
    ///   - requestTarget: Path and query, as they came.
    ///   - own: This node's incarnation; `nil` where it has none.
    public func verify(
        _ value: Span<UInt8>,
        method: Span<UInt8>,
        requestTarget: Span<UInt8>,
        own: Incarnation?
    ) throws(Hop.Refusal) -> Hop {
        let result = value.withUnsafeBytes { value in
            method.withUnsafeBytes { method in
                requestTarget.withUnsafeBytes { requestTarget in
                    self.genuineHop(value, method: method, requestTarget: requestTarget)
                }
            }
        }
        let hop = try result.get()
        guard hop.target == own else { throw .otherIncarnation(hop) }
        try self.windows.admit(hop).get()
        return hop
    }

    /// The value of `Torii-Hop-Answer`: it binds an answer's body to the question's number, so that no other node, and no earlier
    /// answer, can pass for this one.
    public func signAnswer(to hop: Hop, body: Span<UInt8>) -> String {
        self.code.withAnswerCode(to: hop, body: body) { String(decoding: $0, as: UTF8.self) }
    }

    private func genuineHop(
        _ value: UnsafeRawBufferPointer,
        method: UnsafeRawBufferPointer,
        requestTarget: UnsafeRawBufferPointer
    ) -> Result<Hop, Hop.Refusal> {
        let textLength = value.count - 2 * HopCode.length - 1
        guard textLength > 0, value.count <= Hop.longestValue, value[textLength] == UInt8(ascii: ";") else {
            return .failure(.malformed)
        }
        let text = UnsafeRawBufferPointer(rebasing: value[..<textLength])
        let isGenuine = withUnsafeTemporaryAllocation(byteCount: 3 * HopCode.length, alignment: 8) { memory in
            let digest = UnsafeMutableRawBufferPointer(rebasing: memory[..<HopCode.length])
            self.code.write(.request, method, requestTarget, text, into: digest)
            var expected = HopTextWriter(UnsafeMutableRawBufferPointer(rebasing: memory[HopCode.length...]))
            for byte in digest { expected.append(hexadecimal: byte) }
            return HopCode.equal(expected.written, UnsafeRawBufferPointer(rebasing: value[(textLength + 1)...]))
        }
        guard isGenuine else { return .failure(.badSignature) }
        guard let hop = Hop(text) else { return .failure(.malformed) }
        return .success(hop)
    }
}

extension Hop {
    /// Reads what stands before the code.
    fileprivate init?(_ text: UnsafeRawBufferPointer) {
        let separator = UInt8(ascii: ";")
        var reader = HopTextReader(text)
        guard
            reader.number(UInt32.self) == 1, reader.skip(separator) != nil,
            let source = reader.number(UInt32.self), reader.skip(UInt8(ascii: ".")) != nil,
            let loop = reader.number(UInt32.self), reader.skip(separator) != nil,
            let target = reader.number(UInt32.self), reader.skip(separator) != nil,
            let number = reader.number(UInt64.self), number > 0, reader.skip(separator) != nil,
            let user = reader.decodedText(), reader.skip(separator) != nil,
            let clientAddress = reader.decodedText(), reader.isAtEnd
        else { return nil }
        self.init(
            source: Incarnation(rawValue: source),
            loop: loop,
            target: Incarnation(rawValue: target),
            number: number,
            user: user,
            clientAddress: clientAddress
        )
    }
}
