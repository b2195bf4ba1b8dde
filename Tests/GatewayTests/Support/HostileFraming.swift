/// A POST of a body that would be read well, framed so that two readers could read it in two ways.
struct HostileFraming: Sendable {
    var name: String
    /// The fields that frame the body, and the body as it is framed.
    var make: @Sendable (_ body: String) -> (fields: String, body: String)
    var version = "1.1"

    /// Named as in `Tests/http1/http1-requests.json`.
    static let all: [HostileFraming] = [
        .init("te-and-length") { ("\(Self.length($0))\r\n\(Self.te)", Self.chunks(of: $0)) },
        .init("te-and-length-order") { ("\(Self.te)\r\n\(Self.length($0))", $0) },
        .init("length-list-equal") { ("\(Self.length($0)), \($0.utf8.count)", $0) },
        .init("length-twice-equal") { ("\(Self.length($0))\r\n\(Self.length($0))", $0) },
        .init("length-trailing-letter") { ("\(Self.length($0))a", $0) },
        .init("length-space-before-colon") { ("Content-Length : \($0.utf8.count)", $0) },
        .init("length-folded") { ("Content-Length:\r\n \($0.utf8.count)", $0) },
        .init("field-fold-space") { ("X-A: b\r\n c\r\n\(Self.length($0))", $0) },
        .init("te-unknown-then-chunked") { ("Transfer-Encoding: x-foo, chunked", Self.chunks(of: $0)) },
        .init("te-chunked-twice-lines") { ("\(Self.te)\r\n\(Self.te)", Self.chunks(of: $0)) },
        .init("te-space-before-colon-and-length") { ("Transfer-Encoding : chunked\r\n\(Self.length($0))", $0) },
        .init("te-hidden-by-cr") { ("X-A: b\r\(Self.te)\r\n\(Self.length($0))", $0) },
        .init("te-indented-name") { ("X-A: b\r\n \(Self.te)\r\n\(Self.length($0))", $0) },
        .init("http10-chunked", version: "1.0") { (Self.te, Self.chunks(of: $0)) },
        .init("chunk-size-plus") { (Self.te, "+" + Self.chunks(of: $0)) },
        .init("chunk-size-0x") { (Self.te, "0x" + Self.chunks(of: $0)) },
        .init("chunk-size-lf") { (Self.te, "\(Self.size($0))\n\($0)\r\n0\r\n\r\n") },
        .init("chunk-data-two-wrong-octets") { (Self.te, "\(Self.size($0))\r\n\($0)XX0\r\n\r\n") },
        .init("chunked-ext-lf") { (Self.te, "\(Self.size($0));a\nb\r\n\($0)\r\n0\r\n\r\n") },
        .init("trailer-space-before-colon") { (Self.te, "\(Self.size($0))\r\n\($0)\r\n0\r\nX-A : b\r\n\r\n") },
        .init("trailer-folded") { (Self.te, "\(Self.size($0))\r\n\($0)\r\n0\r\nX-A: b\r\n c\r\n\r\n") },
    ]

    init(_ name: String, version: String = "1.1", make: @escaping @Sendable (String) -> (fields: String, body: String))
    {
        self.name = name
        self.make = make
        self.version = version
    }

    /// A body in chunks of a size.
    static func chunks(of body: String, every count: Int = .max) -> String {
        var rest = Array(body.utf8)[...]
        var chunks = ""
        while !rest.isEmpty {
            let chunk = rest.prefix(count)
            rest = rest.dropFirst(chunk.count)
            chunks += "\(String(chunk.count, radix: 16))\r\n\(String(decoding: chunk, as: UTF8.self))\r\n"
        }
        return chunks + "0\r\n\r\n"
    }

    private static let te = "Transfer-Encoding: chunked"

    private static func length(_ body: String) -> String {
        "Content-Length: \(body.utf8.count)"
    }

    private static func size(_ body: String) -> String {
        String(body.utf8.count, radix: 16)
    }
}
