import CCrypto
import EventLoops
import HTTPCodec
import HTTPServer

/// Answers each request, once its body is complete, with method, target, fields, and the body's length and hash.
struct EchoService: HTTPService {
    func decide(
        _ request: borrowing RequestParser,
        _ bytes: UnsafeBufferPointer<UInt8>,
        peer: SocketAddress,
        on loop: isolated EventLoop
    ) -> HTTPDecision {
        // For measuring: an answer without a task.
        if bytes[request.targetRange].elementsEqual("/now".utf8) {
            return .answer(HTTPResponse(contentType: "application/json", body: Self.small))
        }
        if bytes[request.targetRange].elementsEqual("/task".utf8) {
            return .handle { exchange, loop in
                try exchange.send(HTTPResponse(contentType: "application/json", body: Self.small), on: loop)
            }
        }
        let head = RequestHead(request, bytes)
        return .handle { exchange, loop in
            var length = 0
            let hash = Hash()
            while let part = try await exchange.nextBody(on: loop) {
                length += part.count
                hash.add(part)
            }
            let answer = Self.describe(head, length, hash.finish())
            try exchange.send(
                HTTPResponse(contentType: "application/json", body: Array(answer.utf8)),
                on: loop
            )
        }
    }

    func answer(to refusal: Refusal) -> HTTPResponse {
        HTTPResponse(
            status: refusal.status,
            contentType: "application/json",
            body: Array("{\"message\": \(Self.quoted(refusal.reason))}".utf8)
        )
    }

    func appendCommonFields(to buffer: inout ByteBuffer) {}

    private static let small = Array(
        #"""
        {"statementId":"0f1e2d3c-0000-8000-8000-000000000000","statement":"select 1","state":"FINISHED_STATE",\#
        "createTime":1764097200000,"completeTime":1764097200123}
        """#.utf8
    )

    private static func describe(_ head: RequestHead, _ length: Int, _ hash: String) -> String {
        let fields = head.allFields.map { "[\(Self.quoted($0.name)),\(Self.quoted($0.value))]" }
        let target = String(decoding: head.target, as: UTF8.self)
        return "{\"method\":\(Self.quoted(head.method)),\"target\":\(Self.quoted(target)),"
            + "\"fields\":[\(fields.joined(separator: ","))],\"bodyLength\":\(length),\"bodySHA256\":\"\(hash)\"}"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}

/// SHA-256 by OpenSSL.
private final class Hash {
    private let context = EVP_MD_CTX_new()

    init() {
        EVP_DigestInit_ex(self.context, EVP_sha256(), nil)
    }

    deinit {
        EVP_MD_CTX_free(self.context)
    }

    func add(_ bytes: [UInt8]) {
        EVP_DigestUpdate(self.context, bytes, bytes.count)
    }

    func finish() -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(self.context, &bytes, nil)
        return bytes.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
