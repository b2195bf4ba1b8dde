/// The elements of a value that is a list (RFC 9110, 5.6.1).
enum FieldList {
    /// Calls a body with the place of each element, without the white space around it; empty elements are left out.
    ///
    /// - Parameter body: Answers whether to go on.
    static func forEach(_ bytes: Span<UInt8>, _ value: Range<Int>, _ body: (Range<Int>) -> Bool) {
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, bytes[unchecked: end] != UInt8(ascii: ",") { end += 1 }
            var from = start
            var to = end
            while from < to, bytes[from] == ByteClass.space || bytes[from] == ByteClass.tab { from += 1 }
            while to > from, bytes[to - 1] == ByteClass.space || bytes[to - 1] == ByteClass.tab { to -= 1 }
            if from < to, !body(from..<to) { return }
            start = end + 1
        }
    }

    /// Whether bytes are a word, letters in either case.
    static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count
        where ByteClass.lowercased(bytes[range.lowerBound + offset]) != word.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Whether two parts are alike, letters in either case.
    static func equals(_ bytes: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where ByteClass.lowercased(bytes[left.lowerBound + offset])
            != ByteClass.lowercased(bytes[right.lowerBound + offset])
        {
            return false
        }
        return true
    }
}
