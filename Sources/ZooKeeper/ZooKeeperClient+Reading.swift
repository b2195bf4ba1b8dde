internal import CZooKeeper

extension ZooKeeperClient {
    /// Reads a znode.
    ///
    /// - Parameters:
    ///   - path: The znode.
    ///   - watch: Whether to tell its next change or deletion as `dataChanged` or `nodeDeleted`.
    /// - Throws: `noNode`, `noAuth`, or what any call may throw. A failed call leaves no watch.
    public func get(_ path: String, watch: Bool = false) async throws(ZooKeeperError) -> ZNode {
        try self.check(path)
        return try await self.session.call(path) { handle, context in
            zoo_aget(
                handle,
                path,
                watch ? 1 : 0,
                { rawCode, data, length, stat, context in
                    PendingCall<ZNode>.answered(context, rawCode) { _ in
                        stat.map { ZNode(data: bytes(data, length), stat: ZNode.Stat($0.pointee)) }
                    }
                },
                context
            )
        }
    }

    /// Looks whether a znode exists.
    ///
    /// - Parameters:
    ///   - path: The znode.
    ///   - watch: Whether to tell its creation, next change or deletion. A watch is left whether it exists or not.
    /// - Returns: Its figures, or nil where there is none.
    /// - Throws: What any call may throw.
    public func exists(_ path: String, watch: Bool = false) async throws(ZooKeeperError) -> ZNode.Stat? {
        try self.check(path)
        do {
            // The type is said: from the result it would be taken for an optional, which the completion does not give.
            let stat: ZNode.Stat = try await self.session.call(path) { handle, context in
                zoo_aexists(
                    handle,
                    path,
                    watch ? 1 : 0,
                    { rawCode, stat, context in
                        PendingCall<ZNode.Stat>.answered(context, rawCode) { _ in stat.map { ZNode.Stat($0.pointee) } }
                    },
                    context
                )
            }
            return stat
        } catch  where error.code == .noNode {
            return nil
        }
    }

    /// Lists the names of a znode's children, sorted.
    ///
    /// - Parameters:
    ///   - path: The parent.
    ///   - watch: Whether to tell the next change of the list as `childrenChanged`, or the parent's deletion.
    /// - Throws: `noNode`, `noAuth`, or what any call may throw. A failed call leaves no watch.
    public func children(of path: String, watch: Bool = false) async throws(ZooKeeperError) -> [String] {
        try self.check(path)
        let names: [String] = try await self.session.call(path) { handle, context in
            zoo_aget_children(
                handle,
                path,
                watch ? 1 : 0,
                { rawCode, names, context in
                    PendingCall<[String]>.answered(context, rawCode) { _ in
                        names.map { strings($0.pointee) }
                    }
                },
                context
            )
        }
        return names.sorted()
    }

    /// Brings the server this client is connected to up to date with the leader: reads that follow see all that was written
    /// anywhere before.
    ///
    /// - Throws: What any call may throw.
    public func sync(_ path: String = "/") async throws(ZooKeeperError) {
        try self.check(path)
        let _: String = try await self.session.call(path) { handle, context in
            zoo_async(
                handle,
                path,
                { rawCode, path, context in
                    PendingCall<String>.answered(context, rawCode) { _ in path.map { String(cString: $0) } }
                },
                context
            )
        }
    }

    /// - Throws: `badArguments` where the path is malformed.
    func check(_ path: String, isSequential: Bool = false) throws(ZooKeeperError) {
        guard ZNodePath.isValid(path, isSequential: isSequential) else {
            throw ZooKeeperError(.badArguments, path: path)
        }
    }
}

/// Copies data; a negative length stands for none.
private func bytes(_ data: UnsafePointer<CChar>?, _ length: Int32) -> [UInt8]? {
    guard length >= 0 else { return nil }
    return [UInt8](UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : Int(length)))
}

/// Copies a list of names.
private func strings(_ vector: String_vector) -> [String] {
    UnsafeBufferPointer(start: vector.data, count: Int(vector.count)).compactMap { name in
        name.map { String(cString: $0) }
    }
}
