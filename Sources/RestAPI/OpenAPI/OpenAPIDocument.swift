/// The OpenAPI 3.0 document of the calls that clients may make, made of the table of routes and of ``CallDescription``.
struct OpenAPIDocument: Sendable {
    /// The document as JSON.
    let json: [UInt8]
    /// The same as YAML.
    let yaml: [UInt8]

    /// - Parameter version: The program's.
    init(version: String) {
        let head: DocumentValue = .object(Self.head(version))
        // All but the head is the same for each, and is rendered once in a process.
        var json = head.json
        json.removeLast()
        json.append(UInt8(ascii: ","))
        json += Self.restAsJSON.dropFirst()
        self.json = json
        self.yaml = head.yaml + Self.restAsYAML
    }

    private static let restAsJSON = DocumentValue.object(rest).json
    private static let restAsYAML = DocumentValue.object(rest).yaml

    private static func head(_ version: String) -> [DocumentValue.Member] {
        [
            .init("openapi", "3.0.3"),
            .init(
                "info",
                [
                    "title": "Apache Kyuubi REST API Documentation",
                    "description": .text(self.description),
                    "license": ["name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"],
                    "version": .text(version),
                ]
            ),
        ]
    }

    private static let description = """
        The calls of Kyuubi's REST API v1 that Torii serves. Any node of a cluster answers any call; `Torii-Node` names the one \
        that did. A name for the request may be sent as `X-Request-Id`; it comes back, and stands in the logs. `HEAD` is \
        answered as `GET` without its body, and moves no cursor; `OPTIONS` tells a path's methods; another method is 405 with \
        `Allow`. What is not well-formed HTTP/1.1 is refused before any call is looked at, also with 417, 501 and 505. \
        503 and 429 with `Retry-After` promise that nothing was done.
        """

    private static let rest: [DocumentValue.Member] = [
        // Relative to where the document came from: a balancer's address stays the balancer's.
        .init("servers", [["url": "/api"]]),
        .init("tags", .list(CallDescription.Group.allCases.map { ["name": .text($0.rawValue)] })),
        .init("paths", .object(paths)),
        .init(
            "components",
            [
                "schemas": .object(Components.all.map { .init($0.name, $0.schema.document) }),
                "responses": SharedFailures.document,
                "headers": .object(ResponseHeader.allCases.map { .init($0.rawValue, $0.document) }),
                "securitySchemes": [
                    "BasicAuth": [
                        "type": "http", "scheme": "basic",
                        "description": "Without authentication the user's name is taken as it is, with any password.",
                    ]
                ],
            ]
        ),
    ]

    /// The routes that have a description, each path once.
    private static var paths: [DocumentValue.Member] {
        var paths: [DocumentValue.Member] = []
        for call in CallDescription.all {
            guard let route = RouteTable.all.route(of: call) else { continue }
            let operation = DocumentValue.Member(call.method.rawValue.lowercased(), call.document(route))
            guard let index = paths.firstIndex(where: { $0.name == call.path }),
                case .object(var members) = paths[index].value
            else {
                paths.append(.init(call.path, .object([operation])))
                continue
            }
            members.append(operation)
            paths[index].value = .object(members)
        }
        return paths
    }
}

extension RouteTable {
    /// The route that a description is of.
    func route(of call: CallDescription) -> Route? {
        self.routes.first { $0.method == call.method && $0.template == call.template }
    }
}
