internal import CZooKeeper

extension ZooKeeperClient {
    /// Creates a znode.
    ///
    /// - Parameters:
    ///   - path: Where; of a sequential one the part before the digits.
    ///   - data: Its content. Servers take 1 MiB at most and break the connection over more.
    ///   - mode: How long it lives and who completes its name.
    /// - Returns: The path it has got.
    /// - Throws: `nodeExists`, `noNode` where the parent is missing, `noChildrenForEphemerals`, `noAuth`, or what any call may
    ///   throw. Where `isOutcomeUnknown` it may have been created.
    public func create(
        _ path: String,
        data: [UInt8]? = [],
        mode: CreateMode = .persistent
    ) async throws(ZooKeeperError) -> String {
        try self.check(path, isSequential: mode.isSequential)
        return try await self.session.call(path) { handle, context in
            withCharacters(data) { characters, length in
                zoo_acreate(
                    handle,
                    path,
                    characters,
                    length,
                    self.session.acl,
                    mode.rawMode,
                    { rawCode, path, context in
                        PendingCall<String>.answered(context, rawCode) { _ in path.map { String(cString: $0) } }
                    },
                    context
                )
            }
        }
    }

    /// Sets a znode's data.
    ///
    /// - Parameters:
    ///   - path: The znode.
    ///   - data: Its new content. Servers take 1 MiB at most and break the connection over more.
    ///   - version: The version it must have, nil for any.
    /// - Returns: Its figures afterwards.
    /// - Throws: `noNode`, `badVersion`, `noAuth`, or what any call may throw. Where `isOutcomeUnknown` it may have been set.
    @discardableResult
    public func set(
        _ path: String,
        data: [UInt8]?,
        version: Int32? = nil
    ) async throws(ZooKeeperError) -> ZNode.Stat {
        try self.check(path)
        return try await self.session.call(path) { handle, context in
            withCharacters(data) { characters, length in
                zoo_aset(
                    handle,
                    path,
                    characters,
                    length,
                    version ?? -1,
                    { rawCode, stat, context in
                        PendingCall<ZNode.Stat>.answered(context, rawCode) { _ in stat.map { ZNode.Stat($0.pointee) } }
                    },
                    context
                )
            }
        }
    }

    /// Deletes a znode.
    ///
    /// - Parameters:
    ///   - path: The znode.
    ///   - version: The version it must have, nil for any.
    /// - Throws: `noNode`, `notEmpty`, `badVersion`, `noAuth`, or what any call may throw. Where `isOutcomeUnknown` it may be
    ///   gone.
    public func delete(_ path: String, version: Int32? = nil) async throws(ZooKeeperError) {
        try self.check(path)
        let _: Void = try await self.session.call(path) { handle, context in
            zoo_adelete(
                handle,
                path,
                version ?? -1,
                { rawCode, context in PendingCall<Void>.answered(context, rawCode) { _ in () } },
                context
            )
        }
    }
}

/// Data as C takes it: no data has the length -1.
private func withCharacters<Result>(_ data: [UInt8]?, _ body: (UnsafePointer<CChar>?, Int32) -> Result) -> Result {
    guard let data else { return body(nil, -1) }
    return data.withUnsafeBytes { body($0.bindMemory(to: CChar.self).baseAddress, Int32(clamping: $0.count)) }
}
