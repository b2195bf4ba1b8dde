extension RequestRule {
    /// What a body must be.
    public static let bodies: [RequestRule] = [
        ("parameters of the type", #"{}"#, ["application/json;charset=utf-8"], 200),
        ("letters of the type", #"{}"#, ["Application/JSON; charset=\"utf-8\""], 200),
        ("another type", #"{}"#, ["text/plain"], 415), ("another type", #"{}"#, ["text/json"], 415),
        ("another type", #"{}"#, ["application/vnd.x+json"], 415), ("no type", #"{}"#, [], 415),
        ("no body at all", "", [], 400), ("no body, whatever the type", "", ["text/plain"], 400),
        ("null", "null", ["application/json"], 400), ("an array", "[]", ["application/json"], 400),
        ("a text", #""x""#, ["application/json"], 400), ("malformed", #"{"configs":"#, ["application/json"], 400),
        ("a byte order mark", "\u{FEFF}{}", ["application/json"], 200),
        ("white space around", " \r\n\t{} \n", ["application/json"], 200),
        ("bytes behind", "{} tail", ["application/json"], 400), ("two documents", "{}{}", ["application/json"], 400),
    ].map {
        RequestRule(
            rule: $0,
            method: "POST",
            target: sessions,
            body: $1,
            type: $2,
            status: $3,
            text: $3 == 200 ? ids : ""
        )
    }

    /// Types of bodies and answers.
    public static let types: [RequestRule] = [
        RequestRule(
            rule: "a body of another type where none is wanted",
            target: "\(sessions)/count",
            body: "x",
            type: ["text/plain"],
            status: 415,
            text: #"{"message":"HTTP 415 Unsupported Media Type"}"#
        ),
        RequestRule(rule: "a body where none is wanted is not read", target: "\(sessions)/count", body: "{nonsense"),
        RequestRule(rule: "a type without a body", target: "\(sessions)/count", type: ["text/plain"]),
        RequestRule(rule: "a type without a body", target: "S", type: ["text/plain"]),
        RequestRule(rule: "a type without a body", target: "O/event", type: ["application/xml"]),
        RequestRule(rule: "Accept of everything", target: "\(sessions)/count", accept: ["*/*"]),
        RequestRule(
            rule: "Accept without what there is",
            target: "\(sessions)/count",
            accept: ["text/html"],
            status: 406,
            text: #"{"message":"HTTP 406 Not Acceptable"}"#
        ),
        RequestRule(rule: "Accept of text", target: "/api/v1/ping", accept: ["text/plain"], text: "pong"),
        RequestRule(rule: "Accept without text", target: "/api/v1/ping", accept: ["application/json"], status: 406),
    ]

    /// Conversions of members.
    public static let conversions: [RequestRule] =
        ([
            (#"{"statement":"select 1","nonsense":{"a":[1]}}"#, 200),
            (#"{"statement":"selec","statement":"select 1"}"#, 200),
            (#"{"statement":"select 1","statement":"selec"}"#, 422),
            (#"{"statement":"select 1","runAsync":null,"queryTimeout":null,"confOverlay":null}"#, 200),
            (#"{"statement":"select 1","queryTimeout":"9"}"#, 200),
            (#"{"statement":"select 1","queryTimeout":9.7}"#, 200),
            (#"{"statement":"select 1","queryTimeout":9e1}"#, 200),
            (#"{"statement":"select 1","queryTimeout":""}"#, 200),
            (#"{"statement":"select 1","queryTimeout":-5}"#, 200),
            // Kyuubi reads 64 bits here.
            (#"{"statement":"select 1","queryTimeout":9999999999}"#, 200),
            (#"{"statement":"select 1","queryTimeout":99999999999999999999}"#, 400),
            (#"{"statement":"select 1","queryTimeout":"abc"}"#, 400),
            (#"{"statement":"select 1","queryTimeout":"9.7"}"#, 400),
            (#"{"statement":"select 1","queryTimeout":true}"#, 400),
            (#"{"statement":"select 1","queryTimeout":[]}"#, 400),
            (#"{"statement":"select 1","queryTimeout":{}}"#, 400),
            (#"{"statement":"select 1","runAsync":"true"}"#, 200),
            (#"{"statement":"select 1","runAsync":"TRUE"}"#, 200),
            (#"{"statement":"select 1","runAsync":1}"#, 200), (#"{"statement":"select 1","runAsync":0}"#, 200),
            (#"{"statement":"select 1","runAsync":""}"#, 200), (#"{"statement":"select 1","runAsync":"yes"}"#, 400),
            (#"{"statement":"select 1","runAsync":"tRUE"}"#, 400), (#"{"statement":"select 1","runAsync":1.5}"#, 400),
            (#"{"statement":"select 1","runAsync":[true]}"#, 400),
            (#"{"statement":"select 1","confOverlay":{"a":"b","c":5,"d":true,"e":null,"f":1.50}}"#, 200),
            (#"{"statement":"select 1","confOverlay":""}"#, 200), (#"{"statement":"select 1","confOverlay":"x"}"#, 400),
            (#"{"statement":"select 1","confOverlay":[]}"#, 400),
            (#"{"statement":"select 1","confOverlay":{"a":[]}}"#, 400),
            (#"{"statement":"select 1","confOverlay":5}"#, 400),
            // A number's text is no statement of DuckDB's.
            (#"{"statement":5}"#, 422), (#"{"statement":""}"#, 200), (#"{"statement":null}"#, 400), (#"{}"#, 400),
            (#"{"statement":{}}"#, 400), (#"{"Statement":"select 1"}"#, 400),
        ] as [(String, Int)]).map { body, status in
            RequestRule(
                rule: "conversions of members",
                method: "POST",
                target: "S/operations/statement",
                body: body,
                status: status,
                text: status == 400 ? #"{"message":"Error executing statement: "# : ""
            )
        }
}
