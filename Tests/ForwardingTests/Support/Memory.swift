import Glibc

/// The memory of this process that is in use, without what is only mapped.
func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
}

extension RawSocket {
    /// Sends that many bytes from one small buffer, and notes "stuck" once the other side has taken none for half a second.
    ///
    /// - Returns: How many were taken.
    func sendSlowly(_ count: Int, _ owner: RawOwner) -> Int {
        let part = [UInt8](repeating: 7, count: 64 << 10)
        var sent = 0
        while sent < count {
            var watched = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&watched, 1, 500) == 0 {
                owner.note("stuck")
                guard poll(&watched, 1, 10_000) == 1 else { break }
            }
            let some = Glibc.send(
                self.descriptor,
                part,
                min(part.count, count - sent),
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            )
            if some < 0, errno != EAGAIN { break }
            sent += max(0, some)
        }
        return sent
    }
}
