/// Where a field lies in the bytes of its head; the value without the white space around it.
public struct HeadField: Sendable {
    var nameStart: Int32
    var nameEnd: Int32
    var valueStart: Int32
    var valueEnd: Int32
    /// What it is called.
    public var name: FieldName

    /// Where the name is.
    public var nameRange: Range<Int> { Int(self.nameStart)..<Int(self.nameEnd) }
    /// Where the value is.
    public var valueRange: Range<Int> { Int(self.valueStart)..<Int(self.valueEnd) }
    /// Name, colon and value as they came.
    public var lineRange: Range<Int> { Int(self.nameStart)..<Int(self.valueEnd) }

    /// Reads a line that holds no byte outside a field's.
    ///
    /// - Returns: `nil` where the line is no field: no name, white space before the colon, a fold.
    static func parse(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> HeadField? {
        var index = start
        while index < end, ByteClass.isToken(bytes[unchecked: index]) { index += 1 }
        guard index > start, index < end, bytes[index] == UInt8(ascii: ":") else { return nil }
        let nameEnd = index
        index += 1
        var valueEnd = end
        while index < valueEnd, Self.isBlank(bytes[unchecked: index]) { index += 1 }
        while valueEnd > index, Self.isBlank(bytes[unchecked: valueEnd - 1]) { valueEnd -= 1 }
        return HeadField(
            nameStart: Int32(start),
            nameEnd: Int32(nameEnd),
            valueStart: Int32(index),
            valueEnd: Int32(valueEnd),
            name: FieldName.of(bytes, start, nameEnd)
        )
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == ByteClass.space || byte == ByteClass.tab
    }
}
