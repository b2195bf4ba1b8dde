/// How far a chunked body is (RFC 9112, 7.1). Lines end in CR LF exactly; extensions are checked and dropped.
struct ChunkState: Sendable {
    private enum Place: Sendable {
        case sizeStart
        case size
        case extensionName(isEmpty: Bool)
        case extensionValueStart
        case extensionValue
        case extensionQuoted
        case extensionQuotedPair
        case extensionQuotedEnd
        case sizeLF
        case data
        case dataCR
        case dataLF
        case trailerStart
        case trailerName
        case trailerValue
        case trailerLF
        case endLF
    }

    private var place = Place.sizeStart
    private var size = 0
    /// Bytes of all chunks whose sizes have come.
    private var announced = 0
    private var extras = 0
    private var trailerCount = 0
    private var trailerStart = 0
    private let limits: HTTPLimits
    private(set) var trailers: [UInt8] = []

    init(_ limits: HTTPLimits) {
        self.limits = limits
    }

    mutating func next(_ bytes: Span<UInt8>, from: Int) -> BodyDecoder.Step {
        var index = from
        while index < bytes.count {
            if case .data = self.place {
                let count = min(self.size, bytes.count - index)
                self.size -= count
                if self.size == 0 { self.place = .dataCR }
                return .content(index..<index + count)
            }
            let byte = bytes[index]
            index += 1
            switch self.place {
            case .endLF:
                return byte == ByteClass.lf ? .end(at: index) : .refused(Self.badTrailer)
            default:
                if let refusal = self.took(byte) { return .refused(refusal) }
            }
            if self.extras > self.limits.chunkExtras {
                return .refused(
                    Refusal(431, "more than \(self.limits.chunkExtras) bytes of chunk extensions or trailers")
                )
            }
        }
        return .more
    }

    private mutating func took(_ byte: UInt8) -> Refusal? {
        switch self.place {
        case .sizeStart, .size: return self.tookSize(byte)
        case .extensionName, .extensionValueStart, .extensionValue, .extensionQuoted, .extensionQuotedPair,
            .extensionQuotedEnd:
            self.extras += 1
            return self.tookExtension(byte)
        case .sizeLF:
            guard byte == ByteClass.lf else { return Self.badSize }
            // Refused by what is announced: a client must not send a body's worth first to hear of it.
            guard self.size <= self.limits.body - self.announced else {
                return Refusal(413, "the body is larger than \(self.limits.body) bytes")
            }
            self.announced += self.size
            self.place = self.size == 0 ? .trailerStart : .data
        case .dataCR:
            guard byte == ByteClass.cr else { return Refusal(400, "a chunk is not followed by a line end") }
            self.place = .dataLF
        case .dataLF:
            guard byte == ByteClass.lf else { return Refusal(400, "a chunk is not followed by a line end") }
            self.place = .sizeStart
        case .trailerStart, .trailerName, .trailerValue, .trailerLF: return self.tookTrailer(byte)
        case .data, .endLF: break
        }
        return nil
    }

    private mutating func tookSize(_ byte: UInt8) -> Refusal? {
        if let digit = ByteClass.hexadecimal(byte) {
            if case .sizeStart = self.place { self.size = 0 }
            self.place = .size
            if self.size == 0, digit == 0 { self.extras += 1 }
            // 2^59 and more would overflow; nothing near it is ever taken.
            guard self.size < 1 << 55 else { return Refusal(400, "a chunk size past counting") }
            self.size = self.size << 4 | Int(digit)
            return nil
        }
        guard case .size = self.place else { return Self.badSize }
        switch byte {
        case ByteClass.cr: self.place = .sizeLF
        case UInt8(ascii: ";"): self.place = .extensionName(isEmpty: true)
        default: return Self.badSize
        }
        return nil
    }

    private mutating func tookExtension(_ byte: UInt8) -> Refusal? {
        switch self.place {
        case .extensionName(let isEmpty):
            if ByteClass.isToken(byte) {
                self.place = .extensionName(isEmpty: false)
            } else if !isEmpty, byte == UInt8(ascii: "=") {
                self.place = .extensionValueStart
            } else if isEmpty || !self.extensionEnded(byte) {
                return Self.badExtension
            }
        case .extensionValueStart:
            if byte == UInt8(ascii: "\"") {
                self.place = .extensionQuoted
            } else if ByteClass.isToken(byte) {
                self.place = .extensionValue
            } else {
                return Self.badExtension
            }
        case .extensionValue:
            if !ByteClass.isToken(byte), !self.extensionEnded(byte) { return Self.badExtension }
        case .extensionQuoted:
            if byte == UInt8(ascii: "\"") {
                self.place = .extensionQuotedEnd
            } else if byte == UInt8(ascii: "\\") {
                self.place = .extensionQuotedPair
            } else if !ByteClass.isFieldValue(byte) {
                return Self.badExtension
            }
        case .extensionQuotedPair:
            guard ByteClass.isFieldValue(byte) else { return Self.badExtension }
            self.place = .extensionQuoted
        case .extensionQuotedEnd:
            if !self.extensionEnded(byte) { return Self.badExtension }
        default: break
        }
        return nil
    }

    private mutating func extensionEnded(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ";"): self.place = .extensionName(isEmpty: true)
        case ByteClass.cr: self.place = .sizeLF
        default: return false
        }
        return true
    }

    private mutating func tookTrailer(_ byte: UInt8) -> Refusal? {
        self.extras += 1
        switch self.place {
        case .trailerStart:
            if byte == ByteClass.cr {
                self.place = .endLF
                return nil
            }
            self.trailerCount += 1
            guard self.trailerCount <= self.limits.fields else { return Refusal(431, "too many trailers") }
            guard ByteClass.isToken(byte) else { return Self.badTrailer }
            self.place = .trailerName
            self.trailerStart = self.trailers.count
        case .trailerName:
            if byte == UInt8(ascii: ":") {
                let name = FieldName.of(self.trailers.span, self.trailerStart, self.trailers.count)
                guard name.mayBeTrailer else { return Refusal(400, "a trailer that belongs into the head") }
                self.place = .trailerValue
            } else if !ByteClass.isToken(byte) {
                return Self.badTrailer
            }
        case .trailerValue:
            if byte == ByteClass.cr {
                self.place = .trailerLF
            } else if !ByteClass.isFieldValue(byte) {
                return Self.badTrailer
            }
        case .trailerLF:
            guard byte == ByteClass.lf else { return Self.badTrailer }
            self.place = .trailerStart
        default: break
        }
        self.trailers.append(byte)
        return nil
    }

    private static let badSize = Refusal(400, "a chunk size that is none")
    private static let badExtension = Refusal(400, "a chunk extension that is none")
    private static let badTrailer = Refusal(400, "a trailer that is none")
}
