import Testing

@testable import Sessions

@Suite("A promise")
struct PromiseTests {
    @Test("gives its first value to all who wait before and after")
    func all() async throws {
        let promise = Promise<Int>()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { try await promise.value() }
            }
            group.addTask {
                promise.keep(.success(7))
                promise.keep(.success(8))
                return try await promise.value()
            }
            for try await value in group {
                #expect(value == 7)
            }
        }
    }

    @Test("lets a cancelled task go, and only that one")
    func cancelled() async throws {
        let promise = Promise<Int>()
        for _ in 0..<50 {
            let gone = Task { try await promise.value() }
            let other = Task { try await promise.value() }
            await Task.yield()
            gone.cancel()
            await #expect(throws: CancellationError.self) { try await gone.value }
            other.cancel()
            _ = await other.result
        }
        promise.keep(.success(1))
        #expect(try await promise.value() == 1)
    }

    @Test("a kept value is given even to a cancelled task")
    func keptBefore() async throws {
        let promise = Promise<Int>()
        promise.keep(.success(1))
        let task = Task { () -> Int in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await promise.value()
        }
        #expect(try await task.value == 1)
    }
}
