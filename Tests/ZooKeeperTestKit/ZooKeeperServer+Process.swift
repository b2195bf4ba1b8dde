import ProcessTestKit

extension ChildProcess.Configuration {
    /// A ZooKeeper of one server.
    ///
    /// - Parameter folder: Holds `zoo.cfg`, gets `log`.
    static func zooKeeper(folder: String) -> Self {
        Self(
            executable: "/usr/bin/java",
            arguments: [
                // A small and quick JVM: a test run starts several.
                "-Xms16m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss256k",
                "-XX:ReservedCodeCacheSize=32m", "-Dzookeeper.jmx.log4j.disable=true",
                // No fsync: nobody pulls the plug on a test.
                "-Dzookeeper.forceSync=no",
                "-cp", "/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar",
                "org.apache.zookeeper.server.quorum.QuorumPeerMain", "\(folder)/zoo.cfg",
            ],
            log: "\(folder)/log"
        )
    }
}
