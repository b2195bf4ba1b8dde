// swift-tools-version: 6.0
import PackageDescription

// https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
// https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// One target a room; arrows point down only.
let package = Package(
    name: "torii",
    targets: [
        .target(name: "Handles", swiftSettings: settings),

        .systemLibrary(name: "CZooKeeper"),
        .target(name: "ZooKeeper", dependencies: ["CZooKeeper"], swiftSettings: settings),

        .systemLibrary(name: "CCrypto"),
        .target(name: "Cluster", dependencies: ["CCrypto", "Handles", "ZooKeeper"], swiftSettings: settings),

        .target(name: "Engines", swiftSettings: settings),
        .target(name: "CDuckDB", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "DuckDBEngine", dependencies: ["CDuckDB", "Engines"], swiftSettings: settings),

        .target(name: "Sessions", dependencies: ["Engines", "Handles"], swiftSettings: settings),

        .target(name: "RestAPI", dependencies: ["Engines"], swiftSettings: settings),

        .target(name: "ZooKeeperTestKit", path: "Tests/ZooKeeperTestKit", swiftSettings: settings),
        .testTarget(name: "HandlesTests", dependencies: ["Handles"], swiftSettings: settings),
        .testTarget(name: "ZooKeeperTests", dependencies: ["ZooKeeper", "ZooKeeperTestKit"], swiftSettings: settings),
        .testTarget(
            name: "ClusterTests",
            dependencies: ["Cluster", "Handles", "ZooKeeper", "ZooKeeperTestKit"],
            swiftSettings: settings
        ),
        .testTarget(name: "EnginesTests", dependencies: ["Engines"], swiftSettings: settings),
        .testTarget(name: "DuckDBEngineTests", dependencies: ["DuckDBEngine", "Engines"], swiftSettings: settings),
        .testTarget(
            name: "RestAPITests",
            dependencies: ["DuckDBEngine", "Engines", "RestAPI"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SessionsTests",
            dependencies: ["DuckDBEngine", "Engines", "Handles", "Sessions"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
