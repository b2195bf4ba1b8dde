internal import CZooKeeper

/// The memory of one multi: the library reads and writes it until the call's completion, which holds it.
///
/// Unchecked: written here before the call is made, then by the library alone, read in and after the completion.
final class MultiRequest: @unchecked Sendable {
    let count: Int32
    let operationPointer: UnsafeMutablePointer<zoo_op_t>
    let resultPointer: UnsafeMutablePointer<zoo_op_result_t>
    private let operations: [Operation]
    private let stats: UnsafeMutablePointer<CZooKeeper.Stat>
    private var allocations: [UnsafeMutableRawPointer] = []

    init(_ operations: [Operation], acl: UnsafePointer<ACL_vector>?) {
        self.operations = operations
        self.count = Int32(clamping: operations.count)
        self.operationPointer = .allocate(capacity: operations.count)
        self.operationPointer.initialize(repeating: zoo_op_t(), count: operations.count)
        self.resultPointer = .allocate(capacity: operations.count)
        self.resultPointer.initialize(repeating: zoo_op_result_t(), count: operations.count)
        self.stats = .allocate(capacity: operations.count)
        self.stats.initialize(repeating: CZooKeeper.Stat(), count: operations.count)
        for (index, operation) in operations.enumerated() {
            self.fill(self.operationPointer + index, operation, self.stats + index, acl)
        }
    }

    deinit {
        for allocation in self.allocations {
            allocation.deallocate()
        }
        self.operationPointer.deallocate()
        self.resultPointer.deallocate()
        self.stats.deallocate()
    }

    /// What came of each operation of a multi that succeeded.
    func outcomes() -> [Operation.Outcome] {
        self.operations.enumerated().map { index, operation in
            switch operation {
            case .create(let path, _, _):
                .created(self.resultPointer[index].value.map { String(cString: $0) } ?? path)
            case .set: .set(ZNode.Stat(self.stats[index]))
            case .delete: .deleted
            case .check: .checked
            }
        }
    }

    /// The operation that failed, if it was one of them. The server gives those before it `ZOK`, those after it an
    /// inconsistency; where the whole call failed the library gives all the same number.
    var failedOperation: (index: Int, operation: Operation)? {
        let codes = UnsafeBufferPointer(start: self.resultPointer, count: self.operations.count).map(\.err)
        let failed = codes.indices.filter { codes[$0] != ZOK.rawValue && codes[$0] != ZRUNTIMEINCONSISTENCY.rawValue }
        guard failed.count == 1, let index = failed.first else { return nil }
        return (index, self.operations[index])
    }

    private func fill(
        _ pointer: UnsafeMutablePointer<zoo_op_t>,
        _ operation: Operation,
        _ stat: UnsafeMutablePointer<CZooKeeper.Stat>,
        _ acl: UnsafePointer<ACL_vector>?
    ) {
        let path = self.copy(Array(operation.path.utf8CString))
        switch operation {
        case .create(let name, let data, let mode):
            // The server appends ten digits at most, eleven after an overflow.
            let capacity = name.utf8.count + 16
            let buffer = self.copy([CChar](repeating: 0, count: capacity))
            let (characters, length) = self.copy(data)
            zoo_create_op_init(pointer, path, characters, length, acl, mode.rawMode, buffer, Int32(clamping: capacity))
        case .set(_, let data, let version):
            let (characters, length) = self.copy(data)
            zoo_set_op_init(pointer, path, characters, length, version ?? -1, stat)
        case .delete(_, let version):
            zoo_delete_op_init(pointer, path, version ?? -1)
        case .check(_, let version):
            zoo_check_op_init(pointer, path, version ?? -1)
        }
    }

    /// Data as C takes it: no data has the length -1.
    private func copy(_ data: [UInt8]?) -> (UnsafeMutablePointer<CChar>?, Int32) {
        guard let data else { return (nil, -1) }
        return (self.copy(data.map { CChar(bitPattern: $0) }), Int32(clamping: data.count))
    }

    private func copy(_ characters: [CChar]) -> UnsafeMutablePointer<CChar> {
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: max(characters.count, 1))
        pointer.initialize(from: characters, count: characters.count)
        self.allocations.append(UnsafeMutableRawPointer(pointer))
        return pointer
    }
}
