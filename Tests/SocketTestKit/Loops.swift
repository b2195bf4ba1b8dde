public import EventLoops

/// Runs a body with event loops, which end with it however it ends.
public func withLoops<Result>(
    _ count: Int = 1,
    _ body: (EventLoopGroup) async throws -> Result
) async throws -> Result {
    let group = try EventLoopGroup(count: count)
    group.start()
    do {
        let result = try await body(group)
        await group.stop()
        return result
    } catch {
        await group.stop()
        throw error
    }
}
