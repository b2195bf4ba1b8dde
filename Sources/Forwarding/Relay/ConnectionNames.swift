import HTTPCodec

/// The fields that a message's `Connection` lines name: they are for this connection only (RFC 9110, 7.6.1).
enum ConnectionNames {
    /// Whether a field is named.
    static func contain(_ field: HeadField, in fields: [HeadField], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let name = bytes[field.nameRange]
        for line in fields where line.name == .connection {
            for element in bytes[line.valueRange].split(separator: UInt8(ascii: ",")) {
                let element = element.drop(while: Self.isBlank)
                let length = element.lastIndex { !Self.isBlank($0) }.map { $0 - element.startIndex + 1 } ?? 0
                if length == name.count, zip(element, name).allSatisfy({ Self.lowercased($0) == Self.lowercased($1) }) {
                    return true
                }
            }
        }
        return false
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
