import ProcessTestKit
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

/// A cut connection was once told as "there is no such znode", which made a node take itself for buried.
@Suite("A call cut off in flight")
struct ExistsRegressionTests {
    @Test("tells the lost connection, never that the znode is missing")
    func cutInFlight() async throws {
        let place = try await Workplace.make()
        let proxy = try CuttableProxy(to: try await ZooKeeperServer.shared.port)
        let client = try await connectShared { $0.connectString = proxy.connectString }
        var missing = 0
        var failures = 0
        for _ in 0..<30 {
            #expect(await eventually { client.state == .connected })
            proxy.freeze()
            async let stats = withTaskGroup(of: Result<ZNode.Stat?, any Error>.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do { return .success(try await client.exists(place.root)) } catch { return .failure(error) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // Requests are held back in the proxy when the connection goes.
            #expect(await eventually(every: .milliseconds(1)) { proxy.isHoldingBack })
            proxy.drop()
            for answer in await stats {
                switch answer {
                case .success(let stat): if stat == nil { missing += 1 }
                case .failure(let error):
                    failures += 1
                    #expect((error as? ZooKeeperError)?.code == .connectionLoss)
                }
            }
        }
        #expect(missing == 0)
        #expect(failures > 0, "nothing was cut off in flight")
        await client.close()
        await place.client.close()
    }
}
