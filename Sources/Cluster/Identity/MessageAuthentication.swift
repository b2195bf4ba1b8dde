import CCrypto

/// HMAC-SHA256 (RFC 2104) over a list of fields.
struct MessageAuthentication: Sendable {
    private let key: [UInt8]

    init(key: [UInt8]) {
        self.key = key
    }

    /// The 32-byte code of the fields. Each goes in with its length before it, so that none can pass for a part of another.
    func code(of fields: [[UInt8]]) -> [UInt8] {
        var message: [UInt8] = []
        for field in fields {
            withUnsafeBytes(of: UInt64(field.count).bigEndian) { message.append(contentsOf: $0) }
            message.append(contentsOf: field)
        }
        var code = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let done = HMAC(EVP_sha256(), self.key, Int32(self.key.count), message, message.count, &code, &length)
        precondition(done != nil && length == 32, "HMAC-SHA256 of bytes in memory does not fail")
        return code
    }

    /// Compares two codes in a time that does not tell where they differ.
    static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
