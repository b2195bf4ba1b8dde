import FoundationEssentials

extension NodeProcess {
    /// How many TCP connections there are to its port, also those that only one side has ended.
    func connections() throws -> Int {
        // Lines of /proc/net/tcp: a number, the local address, the remote one, the state; all in hexadecimal.
        let port = String(self.port, radix: 16, uppercase: true)
        let suffix = ":\(String(repeating: "0", count: 4 - port.count))\(port)"
        let (timeWait, listening) = ("06", "0A")
        return try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8).split(separator: "\n").dropFirst()
            .map { $0.split(separator: " ") }
            .filter { $0.count > 3 && $0[1].hasSuffix(suffix) && $0[3] != timeWait && $0[3] != listening }
            .count
    }
}
