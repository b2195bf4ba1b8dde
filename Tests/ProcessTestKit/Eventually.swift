/// Asks again and again until the answer is yes. For integration tests, where a server or a socket has its own pace.
///
/// - Parameters:
///   - limit: How long to ask.
///   - pause: How long to wait between two questions.
///   - condition: The question.
/// - Returns: Whether the answer was yes within the limit.
public func eventually(
    within limit: Duration = .seconds(15),
    every pause: Duration = .milliseconds(20),
    _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    repeat {
        if try await condition() { return true }
        try? await Task.sleep(for: pause)
    } while ContinuousClock.now < deadline && !Task.isCancelled
    return try await condition()
}
