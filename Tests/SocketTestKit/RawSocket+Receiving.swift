import Glibc

extension RawSocket {
    /// Some bytes; none at the end; `nil` on an error or after twenty seconds.
    public func receive(_ most: Int = 65_536) -> [UInt8]? {
        var received = -1
        let bytes = [UInt8](unsafeUninitializedCapacity: most) { memory, count in
            received = recv(self.descriptor, memory.baseAddress, most, 0)
            count = max(0, received)
        }
        return received < 0 ? nil : bytes
    }

    /// That many bytes; fewer where the connection ends before.
    public func receive(exactly count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = self.receive(count - bytes.count), !more.isEmpty { bytes += more }
        return bytes
    }

    /// Everything until the end; `nil` where the connection breaks.
    public func receiveAll() -> [UInt8]? {
        var bytes: [UInt8] = []
        while let more = self.receive() {
            if more.isEmpty { return bytes }
            bytes += more
        }
        return nil
    }

    /// Everything until the end, as text; `nil` where the connection breaks.
    public func readAll() -> String? { self.receiveAll().map { String(decoding: $0, as: UTF8.self) } }

    /// Text up to and with a mark; what there was where it does not come.
    public func read(until mark: String) -> String {
        var text = ""
        while !text.hasSuffix(mark), let more = self.receive(1), !more.isEmpty {
            // One scalar a byte: marks are ASCII, and no byte may join another to one character.
            text.unicodeScalars.append(Unicode.Scalar(more[0]))
        }
        return text
    }

    /// Reads on and counts, until the end or `limit` bytes.
    public func count(upTo limit: Int) -> Int {
        var count = 0
        while count < limit, let more = self.receive(min(limit - count, 1 << 20)), !more.isEmpty { count += more.count }
        return count
    }
}
