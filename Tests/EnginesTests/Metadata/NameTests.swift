import Engines
import Testing

@Suite("Names in metadata questions")
struct NameTests {
    @Test("a pattern is made fit for LIKE")
    func like() {
        for everything in [nil, "", "*"] {
            #expect(NamePattern(everything).like == nil)
        }
        for (text, like) in [
            ("a%", "a%"), (#"a\"#, #"a\\"#), (#"a\\"#, #"a\\"#), (#"a\\\"#, #"a\\\\"#), (#"\"#, #"\\"#), ("**", "**"),
        ] {
            #expect(NamePattern(text).like == like)
        }
    }

    @Test("white space is no catalog's name")
    func blank() {
        for blank in [nil, "", "  ", "\t\n"] {
            #expect(CatalogChoice(blank) == .current)
        }
        #expect(CatalogChoice(" a") == .named(" a"))
    }

    @Test("of exact names an empty one is none")
    func tables() {
        let every = MetadataQuestion.TableChoice(catalog: nil, schema: nil, table: nil)
        #expect(MetadataQuestion.TableChoice(catalog: "", schema: "", table: "") == every)
        let one = MetadataQuestion.TableChoice(catalog: "c", schema: "*", table: " ")
        #expect(one.catalog == .named("c") && one.schema == "*" && one.table == " ")
    }
}
