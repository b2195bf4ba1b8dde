import Dispatch
import Engines

extension ExecutionPool {
    /// Runs a call that frees something: it may block a moment and must not be refused, so that it goes to a thread outside
    /// the pool where the pool has none to give.
    func runWithoutFail(_ call: @escaping @Sendable () -> Void) async {
        do {
            try await self.run(call)
        } catch {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    call()
                    continuation.resume()
                }
            }
        }
    }
}
