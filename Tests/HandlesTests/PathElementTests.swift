import Testing

@testable import Handles

@Suite("Path elements of names that users choose")
struct PathElementTests {
    @Test(
        "keep what is plain and encode the rest, each name in its own way",
        arguments: [
            ("alice", "alice"), ("A_b-9", "A_b-9"), (".", "%2E"), ("..", "%2E%2E"), ("a/b", "a%2Fb"),
            ("me@example.org", "me%40example%2Eorg"), ("", "%"), ("%", "%25"), ("%2E", "%252E"), ("é", "%C3%A9"),
            ("🦆", "%F0%9F%A6%86"), ("a b", "a%20b"), ("a\0b", "a%00b"), ("~", "%7E"),
        ]
    )
    func plain(name: String, element: String) {
        #expect(PathElement(name).text == element)
    }

    @Test("of long names are the first 60 bytes and the hash of the whole")
    func long() {
        let hundred = String(repeating: "x", count: 100)
        #expect(PathElement(hundred).text == hundred)
        // sha256sum of 200 letters a.
        #expect(
            PathElement(String(repeating: "a", count: 200)).text
                == String(repeating: "a", count: 60)
                + "c2a908d98f5df987ade41b5fce213067efbcc21ef2240212a41e54b5e7c28ae5"
        )
        let one = PathElement(String(repeating: "a", count: 200) + "1").text
        let other = PathElement(String(repeating: "a", count: 200) + "2").text
        #expect(one != other && one.utf8.count == 124)
        #expect(PathElement(String(repeating: "🦆", count: 9)).text.utf8.count == 124)
    }

    @Test("never are shared by two names, nor leave their folder")
    func distinct() {
        let pieces = ["", ".", "..", "/", "%", "%2E", "a", "A", "é", "e\u{301}", "🦆", "\0", "-", "_", "@"]
        var names: Set<[UInt8]> = []
        var elements: Set<String> = []
        for first in pieces {
            for second in pieces {
                for count in [1, 12, 70] {
                    let name = String(repeating: first, count: count) + second
                    names.insert(Array(name.utf8))
                    let text = PathElement(name).text
                    elements.insert(text)
                    #expect(!text.isEmpty && text != "." && text != ".." && !text.contains("/"))
                    #expect(text.utf8.count <= 124)
                }
            }
        }
        #expect(elements.count == names.count)
    }
}
