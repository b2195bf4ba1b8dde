extension RequestRule {
    /// Addresses, queries and methods.
    public static let addressing: [RequestRule] = [
        RequestRule(rule: "paths are case-sensitive", target: "/api/v1/Sessions", status: 404, text: notFound),
        RequestRule(
            rule: "paths are case-sensitive",
            target: "\(sessions)/execpool/statistic",
            status: 404,
            text: notFound
        ),
        RequestRule(rule: "paths are case-sensitive", target: "O/resultSetMetadata", status: 404, text: notFound),
        RequestRule(rule: "words win over handles", target: "\(sessions)/count", text: #"{"openSessionCount":"#),
        RequestRule(
            rule: "words win over handles",
            method: "DELETE",
            target: "\(sessions)/count",
            status: 405,
            fields: ["Allow": "GET,HEAD,OPTIONS"]
        ),
        RequestRule(rule: "a slash at the end", target: "\(sessions)/", text: "[{"),
        RequestRule(rule: "a slash at the end", target: "O/event/", text: #"{"statementId":""#),
        RequestRule(rule: "a slash at the end", method: "POST", target: "\(sessions)/", body: "{}", text: ids),
        RequestRule(rule: "two slashes", method: "POST", target: "/\(sessions)", body: "{}", status: 404),
        RequestRule(
            rule: "query names are case-sensitive",
            target: "O/rowset?maxRows=1&MAXROWS=1",
            text: #"{"rows":[{"#
        ),
        RequestRule(rule: "unknown query names are ignored", target: "O/rowset?x=1&maxrows=1&&=&y", text: one),
        RequestRule(rule: "of a repeated name the first counts", target: "O/rowset?maxrows=1&maxrows=5", text: one),
        RequestRule(rule: "an empty number is as if absent", target: "O/rowset?maxrows=", text: #"{"rows":[{"#),
        RequestRule(rule: "an empty number is as if absent", target: "O/log?maxrows=", text: #"{"logRowSet":["#),
        RequestRule(rule: "a name alone is empty", target: "O/rowset?maxrows", text: #"{"rows":[{"#),
        RequestRule(rule: "an empty text is taken literally", target: "O/rowset?fetchorientation=", status: 400),
        RequestRule(rule: "an empty text is taken literally", target: "O/log?fetchorientation=", status: 400),
        RequestRule(rule: "a query is percent-decoded", target: "O/rowset?max%72ows=%31", text: one),
        RequestRule(rule: "a number that is none is 400", target: "O/rowset?maxrows=abc", status: 400),
        RequestRule(rule: "a number that is none is 400", target: "O/rowset?maxrows=1.5", status: 400),
        RequestRule(rule: "a number that is none is 400", target: "O/rowset?maxrows=2147483648", status: 400),
        RequestRule(rule: "the largest number", target: "O/rowset?maxrows=2147483647", text: #"{"rows":[{"#),
        RequestRule(rule: "a negative number", target: "O/rowset?maxrows=-1", text: empty),
        RequestRule(rule: "HEAD is answered like GET", method: "HEAD", target: "\(sessions)/count"),
        RequestRule(
            rule: "HEAD is no method of what only POST has",
            method: "HEAD",
            target: "S/operations/statement",
            status: 405
        ),
        RequestRule(
            rule: "OPTIONS tells the methods, empty, without credentials",
            method: "OPTIONS",
            target: sessions,
            authorization: ["Nonsense"],
            fields: ["Allow": "POST,GET,HEAD,OPTIONS", "Content-Type": "", "Access-Control-Allow-Origin": ""]
        ),
        RequestRule(
            rule: "OPTIONS tells the methods",
            method: "OPTIONS",
            target: "O",
            fields: ["Allow": "PUT,OPTIONS"]
        ),
        RequestRule(rule: "/api leads to /api/", target: "/api", status: 302, fields: ["Location": "/api/"]),
        RequestRule(rule: "/api leads to /api/", target: "/api?x=1", status: 302, fields: ["Location": "/api/"]),
        RequestRule(rule: "/api/ is nothing", target: "/api/", status: 404, text: notFound),
        RequestRule(rule: "/ is nothing", target: "/", status: 404, text: notFound),
        RequestRule(rule: "creations are 200", method: "POST", target: sessions, body: "{}", fields: ["Location": ""]),
        RequestRule(
            rule: "empty answers are 200",
            method: "PUT",
            target: "O",
            body: #"{"action":"cancel"}"#,
            fields: ["Content-Type": ""]
        ),
    ]
}
