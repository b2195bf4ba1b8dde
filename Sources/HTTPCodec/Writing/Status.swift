/// The status lines that are written.
enum Status {
    /// The reason phrase of a status (RFC 9110, 15); empty where it has none.
    static func reason(_ status: Int) -> StaticString {
        switch status {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 204: "No Content"
        case 302: "Found"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 508: "Loop Detected"
        default: ""
        }
    }
}

extension ByteBuffer {
    /// Adds a status line.
    public mutating func append(statusLine status: Int) {
        if status == 200 {
            self.append("HTTP/1.1 200 OK\r\n")
            return
        }
        self.append("HTTP/1.1 ")
        self.append(decimal: status)
        self.append(" ")
        self.append(Status.reason(status))
        self.append("\r\n")
    }

    /// Adds a field. Bytes that must not stand in one are left out: nothing that a name or value holds can begin a new line.
    public mutating func append(field name: String, _ value: String) {
        self.append(name, where: ByteClass.isToken)
        self.append(": ")
        self.append(value, where: ByteClass.isFieldValue)
        self.append("\r\n")
    }

    /// Adds a text's bytes of one class; as a rule, all of them.
    @inline(__always)
    private mutating func append(_ text: String, where isAllowed: (UInt8) -> Bool) {
        var text = text
        text.withUTF8 { bytes in
            self.write(atMost: bytes.count) { memory in
                var count = 0
                for byte in bytes where isAllowed(byte) {
                    memory[count] = byte
                    count += 1
                }
                return count
            }
        }
    }

    /// Adds a chunk of a body; nothing where there are no bytes, for an empty chunk would end it.
    public mutating func append(chunk bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count > 0 else { return }
        self.append(hexadecimal: bytes.count)
        self.append("\r\n")
        self.append(bytes)
        self.append("\r\n")
    }

    /// Ends a chunked body.
    public mutating func appendLastChunk() {
        self.append("0\r\n\r\n")
    }
}
