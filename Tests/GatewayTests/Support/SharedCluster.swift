import Testing

/// One cluster of three nodes for all tests of a suite: those that leave it as they found it.
struct SharedCluster: SuiteTrait, TestScoping {
    @TaskLocal private static var running: TestCluster?

    /// Where a test has no cluster, it has not been started by its suite.
    struct Missing: Error {}

    /// The suite's cluster.
    static var current: TestCluster {
        get throws {
            guard let running else { throw Missing() }
            return running
        }
    }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await TestCluster.with { cluster in
            try await Self.$running.withValue(cluster) { try await function() }
        }
    }
}

extension Trait where Self == SharedCluster {
    /// One cluster for all tests of the suite.
    static var sharedCluster: Self { Self() }
}
