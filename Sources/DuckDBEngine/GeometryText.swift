/// Geometries as well-known text, in the form that DuckDB gives them: `POINT Z (1 2 3.5)`.
enum GeometryText {
    /// Adds a geometry of well-known binary (OGC 06-103r4, with 1000, 2000 or 3000 added to its kind for Z, M or both).
    /// DuckDB keeps it in the order of this machine's bytes.
    static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        var reader = Reader(bytes: bytes)
        reader.geometry(to: &text)
    }

    private enum Kind: UInt32 {
        case point = 1
        case line, polygon, points, lines, polygons, collection

        var name: String {
            switch self {
            case .point: "POINT"
            case .line: "LINESTRING"
            case .polygon: "POLYGON"
            case .points: "MULTIPOINT"
            case .lines: "MULTILINESTRING"
            case .polygons: "MULTIPOLYGON"
            case .collection: "GEOMETRYCOLLECTION"
            }
        }
    }

    /// Reads what DuckDB has checked when it made the geometry; bytes that are missing all the same are zeros.
    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var offset = 0

        mutating func next<Value: BitwiseCopyable>(_ zero: Value) -> Value {
            let size = MemoryLayout<Value>.size
            guard self.offset + size <= self.bytes.count else {
                self.offset = self.bytes.count
                return zero
            }
            defer { self.offset += size }
            return self.bytes.loadUnaligned(fromByteOffset: self.offset, as: Value.self)
        }

        var isAtEnd: Bool { self.offset >= self.bytes.count }

        mutating func head() -> (kind: Kind?, dimensions: UInt32) {
            _ = self.next(UInt8(0))
            let code = self.next(UInt32(0))
            return (Kind(rawValue: code % 1000), code / 1000)
        }

        mutating func geometry(to text: inout [UInt8]) {
            let (kind, dimensions) = self.head()
            guard let kind else { return }
            text.append(contentsOf: kind.name.utf8)
            text.append(contentsOf: ["", " Z", " M", " ZM"][Int(dimensions & 3)].utf8)
            text.append(UInt8(ascii: " "))
            self.content(of: kind, [2, 3, 3, 4][Int(dimensions & 3)], to: &text)
        }

        private mutating func content(of kind: Kind, _ width: Int, to text: inout [UInt8]) {
            switch kind {
            case .point: self.point(width, to: &text)
            case .line: self.list(to: &text) { $0.position(width, to: &$1) }
            case .polygon: self.list(to: &text) { $0.list(to: &$1) { $0.position(width, to: &$1) } }
            case .points, .lines, .polygons:
                self.list(to: &text) { reader, text in
                    guard let kind = reader.head().kind else { return }
                    // DuckDB writes points in a row without brackets.
                    if kind == .point { return _ = reader.positionOrEmpty(width, to: &text) }
                    reader.content(of: kind, width, to: &text)
                }
            case .collection: self.list(to: &text) { $0.geometry(to: &$1) }
            }
        }

        private mutating func list(to text: inout [UInt8], _ item: (inout Reader, inout [UInt8]) -> Void) {
            let count = self.next(UInt32(0))
            if count == 0 { return text.append(contentsOf: "EMPTY".utf8) }
            text.append(UInt8(ascii: "("))
            for index in 0..<count where index == 0 || !self.isAtEnd {
                if index > 0 { text.append(contentsOf: ", ".utf8) }
                item(&self, &text)
            }
            text.append(UInt8(ascii: ")"))
        }

        private mutating func point(_ width: Int, to text: inout [UInt8]) {
            let start = text.count
            text.append(UInt8(ascii: "("))
            if self.positionOrEmpty(width, to: &text) {
                text.append(UInt8(ascii: ")"))
            } else {
                text.remove(at: start)
            }
        }

        /// - Returns: Whether there is a position: one of no numbers at all is the empty point.
        mutating func positionOrEmpty(_ width: Int, to text: inout [UInt8]) -> Bool {
            let numbers = (0..<width).map { _ in self.next(Double.nan) }
            if numbers.allSatisfy(\.isNaN) {
                text.append(contentsOf: "EMPTY".utf8)
                return false
            }
            Self.append(numbers, to: &text)
            return true
        }

        private mutating func position(_ width: Int, to text: inout [UInt8]) {
            Self.append((0..<width).map { _ in self.next(Double.nan) }, to: &text)
        }

        private static func append(_ numbers: [Double], to text: inout [UInt8]) {
            for (index, number) in numbers.enumerated() {
                if index > 0 { text.append(UInt8(ascii: " ")) }
                FloatText.append(short: number, to: &text)
            }
        }
    }
}
