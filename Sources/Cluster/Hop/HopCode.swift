import CCrypto
import Handles

/// Makes codes with one hop key: one OpenSSL context that is only ever started again, which spares the key's two hash blocks and
/// all allocation. Not for two threads.
final class HopCode {
    /// What a code is for. It goes in first, so that one can never pass for the other.
    enum Purpose: UInt32 {
        case request = 1
        case answer = 2
    }

    static let length = 32

    private let context: OpaquePointer

    init(key: HopKey) {
        guard let hmac = EVP_MAC_fetch(nil, "HMAC", nil), let context = EVP_MAC_CTX_new(hmac) else {
            preconditionFailure("OpenSSL has HMAC")
        }
        // The context keeps the algorithm.
        EVP_MAC_free(hmac)
        self.context = context
        var digest = Array("SHA256".utf8CString)
        let isReady = digest.withUnsafeMutableBufferPointer { digest in
            let parameters = [
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            return EVP_MAC_init(context, key.bytes, key.bytes.count, parameters) == 1
        }
        precondition(isReady, "HMAC-SHA256 takes any key that is not empty")
    }

    deinit {
        EVP_MAC_CTX_free(self.context)
    }

    /// The code of three fields. The lengths of the first two go in before them, so that no byte can change its field.
    ///
    /// - Parameter code: Gets ``length`` bytes.
    func write(
        _ purpose: Purpose,
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer,
        _ third: UnsafeRawBufferPointer,
        into code: UnsafeMutableRawBufferPointer
    ) {
        let head = (
            purpose.rawValue.bigEndian, UInt32(first.count).bigEndian, UInt64(second.count).bigEndian
        )
        var length = 0
        var isDone = EVP_MAC_init(self.context, nil, 0, nil) == 1
        withUnsafeBytes(of: head) { isDone = self.add($0) && isDone }
        isDone = self.add(first) && self.add(second) && self.add(third) && isDone
        let output = code.assumingMemoryBound(to: UInt8.self).baseAddress
        isDone = EVP_MAC_final(self.context, output, &length, code.count) == 1 && isDone
        precondition(isDone && length == Self.length, "HMAC-SHA256 of bytes in memory does not fail")
    }

    /// Compares a code's 64 digits with those given, in a time that does not tell where they differ.
    static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
    }

    private func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return true }
        return EVP_MAC_update(self.context, start.assumingMemoryBound(to: UInt8.self), bytes.count) == 1
    }
}
