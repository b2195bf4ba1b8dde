/// The rules for paths, checked before a path is handed to C: there a NUL would cut it short, and a multi with one bad path
/// corrupts memory.
enum ZNodePath {
    /// Whether the server would accept the path.
    ///
    /// - Parameter isSequential: The server appends digits, so that the path may end with a slash.
    static func isValid(_ path: String, isSequential: Bool = false) -> Bool {
        if path == "/" { return true }
        guard path.utf8.first == UInt8(ascii: "/"), path.unicodeScalars.allSatisfy(self.isAllowed) else { return false }
        let components = (isSequential ? path + "0" : path).dropFirst()
            .split(separator: "/", omittingEmptySubsequences: false)
        return components.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    /// As the server's PathUtils has it.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1f, 0x7f...0x9f, 0xd800...0xf8ff, 0xfff0...0xffff: false
        default: true
        }
    }
}
