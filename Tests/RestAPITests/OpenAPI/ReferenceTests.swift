import Foundation
import ProcessTestKit
import Testing

@testable import RestAPI

@Suite("The reference of the REST API")
struct ReferenceTests {
    @Test("docs/rest-api.md is what scripts/rest-reference makes of the document")
    func page() async throws {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reference-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let document = folder.appendingPathComponent("openapi.json")
        let log = folder.appendingPathComponent("log")
        try Data(OpenAPIDocument(version: "1.2.3").json).write(to: document)
        let script = try await ChildProcess(
            ChildProcess.Configuration(
                executable: "/usr/bin/python3",
                arguments: [top.appendingPathComponent("scripts/rest-reference").path, "--check", document.path],
                log: log.path
            )
        )
        let ending = await script.end(within: .seconds(60))
        let said = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        #expect(ending == .exited(0), "\(said)")
    }
}
