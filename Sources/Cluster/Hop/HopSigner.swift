public import Handles

/// Signs the hops of one event loop (design, section 4), and knows genuine answers to them. Not for two threads.
public final class HopSigner {
    /// What was signed.
    public struct Signed: Sendable, Hashable {
        /// How many bytes the header's value has.
        public var length: Int
        /// The hop's number, which a signed answer names: see ``HopSigner/isGenuine(answer:to:from:number:body:)``.
        public var number: UInt64
    }

    private let code: HopCode
    private let loop: UInt32
    private var source: Incarnation?
    private var numbers: [Incarnation: UInt64] = [:]

    /// Creates a signer.
    ///
    /// - Parameter loop: A number that no other signer of this process has: receivers tell signers apart by it.
    public init(key: HopKey, loop: UInt32) {
        self.code = HopCode(key: key)
        self.loop = loop
    }

    /// Writes the value of `Torii-Hop` for one request. Call it at the moment of writing: each call takes the target's next
    /// number, and what comes more than 4,096 numbers late is refused.
    ///
    /// - Parameters:
    ///   - source: This node's incarnation. One that has none yet sends no hop.
    ///   - target: The incarnation that the request is for.
    ///   - user: The authenticated user, at most ``Hop/longestUser`` bytes.
    ///   - clientAddress: At most ``Hop/longestClientAddress`` bytes.
    ///   - method: The request's method.
    ///   - requestTarget: Path and query, as sent.
    ///   - memory: Room for ``Hop/longestValue`` bytes.
    /// - Returns: `nil`, and no number is taken, where user or address is too long.
    public func sign(
        from source: Incarnation,
        to target: Incarnation,
        user: String,
        clientAddress: String,
        method: Span<UInt8>,
        requestTarget: Span<UInt8>,
        into memory: UnsafeMutableRawBufferPointer
    ) -> Signed? {
        precondition(memory.count >= Hop.longestValue, "a hop's value may take \(Hop.longestValue) bytes")
        guard user.utf8.count <= Hop.longestUser, clientAddress.utf8.count <= Hop.longestClientAddress else {
            return nil
        }
        let number = self.nextNumber(from: source, to: target)
        var text = HopTextWriter(memory)
        text.append(UInt8(ascii: "1"))
        text.append(UInt8(ascii: ";"))
        text.append(UInt64(source.rawValue))
        text.append(UInt8(ascii: "."))
        text.append(UInt64(self.loop))
        text.append(UInt8(ascii: ";"))
        text.append(UInt64(target.rawValue))
        text.append(UInt8(ascii: ";"))
        text.append(number)
        text.append(UInt8(ascii: ";"))
        text.append(encoding: user)
        text.append(UInt8(ascii: ";"))
        text.append(encoding: clientAddress)
        withUnsafeTemporaryAllocation(byteCount: HopCode.length, alignment: 8) { digest in
            method.withUnsafeBytes { method in
                requestTarget.withUnsafeBytes { requestTarget in
                    self.code.write(.request, method, requestTarget, text.written, into: digest)
                }
            }
            text.append(UInt8(ascii: ";"))
            for byte in digest { text.append(hexadecimal: byte) }
        }
        return Signed(length: text.count, number: number)
    }

    /// Whether an answer to a hop that this signer signed comes from the node asked.
    ///
    /// - Parameters:
    ///   - code: The value of `Torii-Hop-Answer`.
    ///   - source: This node's incarnation, as signed.
    ///   - target: The incarnation asked.
    ///   - number: The hop's number.
    ///   - body: The answer's body.
    public func isGenuine(
        answer code: Span<UInt8>,
        to source: Incarnation,
        from target: Incarnation,
        number: UInt64,
        body: Span<UInt8>
    ) -> Bool {
        let question = Hop(
            source: source,
            loop: self.loop,
            target: target,
            number: number,
            user: "",
            clientAddress: ""
        )
        return self.code.withAnswerCode(to: question, body: body) { expected in
            code.withUnsafeBytes { HopCode.equal($0, expected) }
        }
    }

    /// Forgets the numbers of targets that are gone: they are never sent to again.
    public func forget(where isGone: (Incarnation) -> Bool) {
        self.numbers = self.numbers.filter { !isGone($0.key) }
    }

    private func nextNumber(from source: Incarnation, to target: Incarnation) -> UInt64 {
        if source != self.source {
            // Receivers know a sender by its incarnation: a new one begins anew.
            self.source = source
            self.numbers = [:]
        }
        self.numbers[target, default: 0] += 1
        return self.numbers[target, default: 1]
    }
}

extension HopCode {
    /// Gives the 64 hexadecimal digits that sign an answer to a hop: source, loop, target and number of the question, and the body.
    func withAnswerCode<Result>(
        to question: Hop,
        body: Span<UInt8>,
        _ use: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let numbers = (
            (UInt64(question.source.rawValue) << 32 | UInt64(question.loop)).bigEndian,
            UInt64(question.target.rawValue).bigEndian, question.number.bigEndian
        )
        return withUnsafeTemporaryAllocation(byteCount: 3 * Self.length, alignment: 8) { memory in
            let digest = UnsafeMutableRawBufferPointer(rebasing: memory[..<Self.length])
            withUnsafeBytes(of: numbers) { numbers in
                body.withUnsafeBytes { body in
                    self.write(.answer, numbers, UnsafeRawBufferPointer(start: nil, count: 0), body, into: digest)
                }
            }
            var text = HopTextWriter(UnsafeMutableRawBufferPointer(rebasing: memory[Self.length...]))
            for byte in digest { text.append(hexadecimal: byte) }
            return use(text.written)
        }
    }
}
