/// What the fields of a head say of its framing and of its connection.
struct FieldFacts: Sendable {
    var hostCount = 0
    var host: Range<Int> = 0..<0
    var lengthCount = 0
    var length: Int?
    var codingCount = 0
    var isChunked = false
    var expectCount = 0
    var expectsContinue = false
    var saysClose = false
    var saysKeepAlive = false
    /// Whether `Connection` names fields beyond the usual, which must not go on.
    var namesFields = false
    var hopCount = 0

    /// Takes note of a field.
    mutating func note(_ field: HeadField, _ bytes: Span<UInt8>) -> Refusal? {
        switch field.name {
        case .host:
            self.hostCount += 1
            self.host = field.valueRange
        case .contentLength:
            self.lengthCount += 1
            guard self.lengthCount == 1 else { return Refusal(400, "more than one Content-Length") }
            guard let length = Self.number(bytes, field.valueRange) else {
                return Refusal(400, "a Content-Length that is no number")
            }
            self.length = length
        case .transferEncoding:
            self.codingCount += 1
            self.isChunked = self.codingCount == 1 && FieldList.equals(bytes, field.valueRange, "chunked")
        case .expect:
            self.expectCount += 1
            self.expectsContinue = self.expectCount == 1 && FieldList.equals(bytes, field.valueRange, "100-continue")
        case .connection:
            return self.noteConnection(field, bytes)
        case .toriiHop:
            self.hopCount += 1
        default: break
        }
        return nil
    }

    private mutating func noteConnection(_ field: HeadField, _ bytes: Span<UInt8>) -> Refusal? {
        var refusal: Refusal?
        FieldList.forEach(bytes, field.valueRange) { element in
            if FieldList.equals(bytes, element, "close") {
                self.saysClose = true
            } else if FieldList.equals(bytes, element, "keep-alive") {
                self.saysKeepAlive = true
            } else {
                let name = FieldName.of(bytes, element.lowerBound, element.upperBound)
                if name.isNeededByAll {
                    refusal = Refusal(400, "Connection names a field that the message needs")
                    return false
                }
                if !name.isHopByHop { self.namesFields = true }
            }
            return true
        }
        return refusal
    }

    /// Digits alone, without overflow: `+4`, `4, 4` and `0x4` are none.
    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        var value = 0
        for index in range {
            guard ByteClass.isDigit(bytes[index]) else { return nil }
            let (product, isOver) = value.multipliedReportingOverflow(by: 10)
            let (sum, isOverToo) = product.addingReportingOverflow(Int(bytes[index] - 0x30))
            guard !isOver, !isOverToo else { return nil }
            value = sum
        }
        return value
    }
}
