import Engines
import Sessions

/// The schemas that calls name, in the order of the document. Every member of an answer is always there; what is absent is `null`.
enum Components {
    static let all: [(name: String, schema: Schema)] = requests + sessions + operations + results + node + failures

    private static let failures: [(name: String, schema: Schema)] = [
        (
            "Error",
            .object([
                .init("message", .text, "What went wrong, in words for the caller"),
                .init("sqlState", .text, "The SQLSTATE, where the engine told one", isRequired: false),
                .init(
                    "node",
                    .text,
                    "The node that the failure is about, by the number of its start",
                    isRequired: false
                ),
                .init("requestId", .text, "What the logs call the request, with status 500", isRequired: false),
            ])
        )
    ]

    private static let node: [(name: String, schema: Schema)] = [
        ("Version", .object([.init("version", .text)])),
        ("WebUIConfiguration", .object([.init("engineUIProxyEnabled", .boolean, "Always false")])),
        ("Readiness", .object([.init("status", .oneOf(["ready"]))])),
        (
            "Health",
            .object([
                .init("status", .oneOf(["alive"])),
                .init("version", .text),
                .init("incarnation", .milliseconds.orNull, "The number of this start of the node"),
                .init("isRegistered", .boolean, "Whether it is in its cluster"),
                .init("isInContact", .boolean, "Whether ZooKeeper answers it"),
                .init("contactAgeMs", .milliseconds.orNull, "How long ago ZooKeeper last answered"),
                .init(
                    "servesForMs",
                    .milliseconds.orNull,
                    "How long it may go on serving its own sessions without further contact"
                ),
                .init("sessions", .integer, "Its open sessions"),
                .init("members", .array(.component("Member"))),
            ])
        ),
        (
            "Member",
            .object([
                .init("incarnation", .milliseconds),
                .init("name", .text.orNull),
                .init("url", .text.orNull),
                .init("state", .oneOf(["active", "draining", "held", "lost"])),
                .init("sessions", .integer.orNull, "As of some time ago"),
                .init("version", .text.orNull),
            ])
        ),
    ]
}
