/// Contract, section 8, and what balancers ask.
extension CallDescription {
    static let node: [CallDescription] = [
        CallDescription(.get, "/v1/ping", "ping", .node, "Whether a node lives", success: .text("pong")),
        CallDescription(
            .get,
            "/v1/version",
            "getVersion",
            .node,
            "The node's version",
            success: .json(.component("Version"), example: ["version": "0.1.0"])
        ),
        CallDescription(
            .get,
            "/v1/webui/config",
            "getWebUIConfiguration",
            .node,
            "Switches of a web UI",
            details: "There is none; Kyuubi's clients ask.",
            success: .json(.component("WebUIConfiguration"), example: ["engineUIProxyEnabled": false])
        ),
        CallDescription(
            .get,
            "/v1/health",
            "getHealth",
            .node,
            "What the node knows of its cluster",
            details: "Always 200 while the process lives, without credentials.",
            success: .json(.component("Health"), example: Examples.health)
        ),
        CallDescription(
            .get,
            "/v1/ready",
            "getReadiness",
            .node,
            "Whether the node takes new sessions",
            details: "For balancers, without credentials.",
            success: .json(.component("Readiness"), example: ["status": "ready"]),
            failures: [503: "The node takes no new sessions: it is not in its cluster yet, or it stops."]
        ),
        CallDescription(
            .get,
            "/openapi.json",
            "getOpenAPIAsJSON",
            .node,
            "This interface as an OpenAPI 3.0 document, in JSON",
            details: "Without credentials.",
            success: .document
        ),
        CallDescription(
            .get,
            "/openapi.yaml",
            "getOpenAPIAsYAML",
            .node,
            "The same document in YAML",
            details: "Without credentials.",
            success: .document
        ),
    ]
}
