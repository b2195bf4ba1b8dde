import Testing

@testable import RestAPI

@Suite("Documents as JSON and as YAML")
struct DocumentValueTests {
    private let value: DocumentValue = [
        "word": "a\"b\\c\n\u{1}ž", "200": 1, "no": true, "nothing": nil, "empty": [], "none": [:],
        "list": [1, ["inner": "x", "deep": [[2]]], [3, 4]],
        "under": ["a-b": false],
    ]

    @Test("members keep their order, and texts are escaped")
    func json() {
        #expect(
            String(decoding: self.value.json, as: UTF8.self) == """
                {"word":"a\\"b\\\\c\\n\\u0001ž","200":1,"no":true,"nothing":null,"empty":[],"none":{},\
                "list":[1,{"inner":"x","deep":[[2]]},[3,4]],"under":{"a-b":false}}
                """
        )
    }

    @Test("names that a reader may take for a number or a truth value are quoted; parts are indented by two")
    func yaml() {
        #expect(
            String(decoding: self.value.yaml, as: UTF8.self) == """
                word: "a\\"b\\\\c\\n\\u0001ž"
                "200": 1
                "no": true
                nothing: null
                empty: []
                none: {}
                list:
                  - 1
                  - inner: "x"
                    deep:
                      - - 2
                  - - 3
                    - 4
                under:
                  "a-b": false

                """
        )
    }

    @Test("a value without parts is a document too")
    func scalar() {
        #expect(DocumentValue.text("x").yaml == Array("\"x\"\n".utf8))
        #expect(DocumentValue.null.json == Array("null".utf8))
    }
}
