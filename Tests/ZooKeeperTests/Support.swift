import FoundationEssentials
import ProcessTestKit
import Synchronization
import Testing
import ZooKeeperTestKit

@testable import ZooKeeper

/// A client of the shared server whose paths are below a znode of its own.
struct Workplace {
    let client: ZooKeeperClient
    let root: String

    /// Connects and makes the znode.
    static func make(
        _ adjust: (inout ZooKeeperClient.Configuration) -> Void = { _ in }
    ) async throws -> Workplace {
        let client = try await connectShared(adjust)
        return Workplace(client: client, root: try await client.create("/test-\(UUID().uuidString)"))
    }

    func path(_ name: String) -> String {
        "\(self.root)/\(name)"
    }
}

/// A client of the shared server.
func connectShared(_ adjust: (inout ZooKeeperClient.Configuration) -> Void = { _ in }) async throws -> ZooKeeperClient {
    var configuration = ZooKeeperClient.Configuration(connectString: try await ZooKeeperServer.shared.connectString)
    adjust(&configuration)
    return try await ZooKeeperClient.connect(configuration)
}

/// Collects a client's events.
final class EventRecorder: Sendable {
    private let recorded = Mutex<[ZooKeeperClient.Event]>([])

    init(_ client: ZooKeeperClient) {
        let events = client.events
        // Ends with the stream, which ends with the session.
        Task {
            for await event in events {
                self.recorded.withLock { $0.append(event) }
            }
        }
    }

    var events: [ZooKeeperClient.Event] {
        self.recorded.withLock { $0 }
    }

    /// Waits until the event has come, so many times.
    func has(_ event: ZooKeeperClient.Event, times: Int = 1) async -> Bool {
        await eventually { self.events.filter { $0 == event }.count >= times }
    }
}

/// The code of the error a call throws, nil where it throws none.
func code<Value>(_ call: () async throws -> Value) async -> ZooKeeperError.Code? {
    do {
        _ = try await call()
        return nil
    } catch {
        guard let error = error as? ZooKeeperError else {
            Issue.record(error)
            return nil
        }
        return error.code
    }
}
