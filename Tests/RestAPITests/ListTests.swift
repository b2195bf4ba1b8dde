import Testing

@testable import RestAPI

@Suite("Lists in pieces")
struct ListTests {
    private func pieces(_ next: () async throws -> [UInt8]?) async throws -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        while let piece = try await next() { pieces.append(piece) }
        return pieces
    }

    private func text(_ pieces: [[UInt8]]) -> String {
        String(decoding: pieces.joined(), as: UTF8.self)
    }

    @Test(
        "a list is whole whatever its length, and no piece makes more than a hundred values",
        arguments: [0, 1, 99, 100, 101, 250, 1000]
    )
    func values(_ count: Int) async throws {
        var made = 0
        var madeBefore = 0
        let next = API.list(0..<count) { value in
            made += 1
            return Array("\(value)".utf8)
        }
        let pieces = try await self.pieces {
            madeBefore = made
            let piece = try await next()
            #expect(made - madeBefore <= 100)
            return piece
        }
        #expect(self.text(pieces) == "[" + (0..<count).map { "\($0)" }.joined(separator: ",") + "]")
        #expect(pieces.count == count / 100 + 1)
    }

    @Test("what other nodes have listed follows, long lists in parts")
    func others() async throws {
        let long = Array(String(repeating: "1,", count: 100_000).utf8.dropLast())
        let other = Array("2".utf8)
        for count in [0, 3, 100] {
            let next = API.list(0..<count, andThen: [long[...], other[...], long[...]]) { Array("\($0)".utf8) }
            let pieces = try await self.pieces(next)
            let own = (0..<count).map { "\($0)" }
            let others = [long, other, long].map { String(decoding: $0, as: UTF8.self) }
            #expect(self.text(pieces) == "[" + (own + others).joined(separator: ",") + "]")
            #expect(pieces.count > 6 && pieces.allSatisfy { $0.count <= 2 * RowSetWriter.sliceSize })
        }
    }
}
