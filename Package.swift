// swift-tools-version: 6.2
import PackageDescription

// https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
// https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
// https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
// Without the last one an async function would leave its event loop unnoticed.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A room of the house, in `Sources/<name>`; arrows point down only.
func room(_ name: String, on rooms: String...) -> Target {
    .target(name: name, dependencies: rooms.map { .byName(name: $0) }, swiftSettings: settings)
}

/// A room's tests, in `Tests/<room>Tests`; they find `files` there themselves.
func tests(of room: String, with others: String..., reading files: [String] = []) -> Target {
    .testTarget(
        name: "\(room)Tests",
        dependencies: [.byName(name: room)] + others.map { .byName(name: $0) },
        exclude: files,
        swiftSettings: settings
    )
}

/// What several test targets share, in `Tests/<name>`.
func testKit(_ name: String, on rooms: String..., reading files: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: rooms.map { .byName(name: $0) },
        path: "Tests/\(name)",
        exclude: files,
        swiftSettings: settings
    )
}

let package = Package(
    name: "torii",
    products: [.executable(name: "torii", targets: ["torii"])],
    targets: [
        .executableTarget(
            name: "torii",
            dependencies: [
                "Cluster", "DuckDBEngine", "Engines", "EventLoops", "Forwarding", "HTTPClient", "HTTPCodec",
                "HTTPServer",
                "Handles", "Logging", "RestAPI", "Sessions",
            ].map {
                .byName(name: $0)
            },
            swiftSettings: settings
        ),
        room(
            "RestAPI",
            on: "Cluster",
            "Engines",
            "Forwarding",
            "HTTPCodec",
            "HTTPServer",
            "Handles",
            "Logging",
            "Sessions"
        ),
        room("Forwarding", on: "Cluster", "EventLoops", "HTTPClient", "HTTPCodec", "HTTPServer", "Handles", "Logging"),
        room("Cluster", on: "CCrypto", "Handles", "ZooKeeper"),
        room("ZooKeeper", on: "CZooKeeper"),
        room("HTTPServer", on: "EventLoops", "HTTPCodec"),
        room("HTTPClient", on: "EventLoops", "HTTPCodec"),
        room("HTTPCodec"),
        room("EventLoops", on: "CLinux"),
        room("Sessions", on: "Engines", "Handles"),
        room("DuckDBEngine", on: "CDuckDB", "Engines"),
        room("Engines", on: "CLinux"),
        room("Handles", on: "CCrypto"),
        room("Logging"),

        .systemLibrary(name: "CCrypto"),
        .systemLibrary(name: "CZooKeeper"),
        .target(name: "CDuckDB", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CLinux"),

        .executableTarget(
            name: "http-peer",
            dependencies: [
                "CCrypto", "Cluster", "EventLoops", "Forwarding", "HTTPClient", "HTTPCodec", "HTTPServer", "Handles",
            ].map {
                .byName(name: $0)
            },
            path: "Tests/http-peer",
            swiftSettings: settings
        ),
        .target(name: "CProcessTestKit", path: "Tests/CProcessTestKit"),
        testKit("ProcessTestKit", on: "CProcessTestKit"),
        testKit("SocketTestKit", on: "EventLoops", "ProcessTestKit"),
        testKit("ZooKeeperTestKit", on: "ProcessTestKit"),
        testKit("DuckDBTestKit", on: "DuckDBEngine"),
        testKit("JSONTestKit"),
        testKit("ContractTestKit", on: "JSONTestKit", reading: ["Recordings"]),
        tests(of: "ProcessTestKit", with: "CProcessTestKit"),
        tests(of: "torii", with: "EventLoops", "HTTPCodec", "HTTPServer", "ProcessTestKit", "Sessions"),
        // Real processes, real ZooKeeper: started by `cluster/up` on the debug build.
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "torii", "Cluster", "ContractTestKit", "Handles", "JSONTestKit", "ProcessTestKit", "ZooKeeper",
                "ZooKeeperTestKit",
            ].map {
                .byName(name: $0)
            },
            swiftSettings: settings
        ),
        tests(
            of: "RestAPI",
            with: "Cluster",
            "ContractTestKit",
            "DuckDBEngine",
            "Engines",
            "HTTPCodec",
            "Handles",
            "Logging",
            "ProcessTestKit",
            "Sessions",
            reading: ["Fixtures"]
        ),
        tests(
            of: "Forwarding",
            with: "Cluster",
            "EventLoops",
            "HTTPClient",
            "HTTPCodec",
            "HTTPServer",
            "Handles",
            "ProcessTestKit",
            "SocketTestKit"
        ),
        tests(of: "Cluster", with: "Handles", "ProcessTestKit", "ZooKeeper", "ZooKeeperTestKit"),
        tests(of: "ZooKeeper", with: "ProcessTestKit", "ZooKeeperTestKit"),
        tests(of: "HTTPServer", with: "EventLoops", "HTTPCodec", "ProcessTestKit", "SocketTestKit"),
        tests(of: "HTTPClient", with: "EventLoops", "HTTPCodec", "ProcessTestKit", "SocketTestKit"),
        tests(of: "HTTPCodec"),
        tests(of: "EventLoops", with: "ProcessTestKit", "SocketTestKit"),
        tests(of: "Sessions", with: "DuckDBEngine", "DuckDBTestKit", "Engines", "Handles"),
        tests(of: "DuckDBEngine", with: "DuckDBTestKit", "Engines", "JSONTestKit", "ProcessTestKit"),
        tests(of: "Engines"),
        tests(of: "Handles"),
        tests(of: "Logging"),
    ],
    swiftLanguageModes: [.v6]
)
