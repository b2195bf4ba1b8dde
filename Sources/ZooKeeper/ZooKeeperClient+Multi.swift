internal import CZooKeeper

extension ZooKeeperClient {
    /// Carries out all operations or none, as one.
    ///
    /// - Returns: What came of each, in order. No operations: nothing is asked.
    /// - Throws: What the operation that failed would throw, with its path and
    ///   ``ZooKeeperError/operationIndex``: nothing was done. Or what any call may throw: where `isOutcomeUnknown` either all
    ///   was done or nothing.
    @discardableResult
    public func multi(_ operations: [Operation]) async throws(ZooKeeperError) -> [Operation.Outcome] {
        guard !operations.isEmpty else { return [] }
        for (index, operation) in operations.enumerated() {
            guard ZNodePath.isValid(operation.path, isSequential: operation.isSequential) else {
                throw ZooKeeperError(.badArguments, path: operation.path, operationIndex: index)
            }
        }
        let request = MultiRequest(operations, acl: self.session.acl)
        return try await self.session.call(nil, memory: request) { handle, context in
            czk_amulti(
                handle,
                request.count,
                request.operationPointer,
                request.resultPointer,
                { rawCode, context in
                    PendingCall<[Operation.Outcome]>.answered(context, rawCode) { $0.memory?.outcomes() }
                },
                context
            )
        }
    }
}
