import Glibc
import Synchronization

extension ResultStore {
    /// Writes a batch to the store's file.
    func spill(_ batch: RowBatch) async throws {
        try await self.pool.carryOn {
            let bytes = BatchCoding.encode(batch)
            try self.budget.takeFile(bytes.count)
            do {
                let file = try self.openFile()
                let offset = try file.append(bytes)
                try self.add(.file(offset: offset, layout: BatchLayout(batch)), rows: batch.rowCount)
            } catch {
                self.budget.giveBackFile(bytes.count)
                throw error
            }
        }
    }

    /// Reads some rows of a batch, and no more of the file than they take.
    static func read(
        _ file: SpillFile?,
        offset: Int,
        _ layout: BatchLayout,
        _ rows: Range<Int>
    ) throws -> RowBatch {
        let batch: RowBatch? =
            if rows.count == layout.rowCount {
                try file?.read(offset: offset, size: layout.size).flatMap { BatchCoding.decode($0) }
            } else {
                try layout.rows(rows) { try file?.read(offset: offset + $0, size: $1) }
            }
        guard let batch else { throw EngineError(.unavailable, "the result's temporary file is damaged") }
        return batch
    }

    private func openFile() throws -> SpillFile {
        if let file = self.state.withLock({ $0.file }) { return file }
        let file = try SpillFile(directory: self.directory)
        try self.state.withLock { state in
            if state.isClosed { throw EngineError.resultClosed }
            state.file = file
        }
        return file
    }
}

/// A temporary file without a name. It ends with the last reference.
final class SpillFile: Sendable {
    private let descriptor: Int32
    private let end = Mutex(0)

    init(directory: String) throws {
        // Not mkstemp: it cannot close the file in child processes from the first moment on.
        let path = "\(directory)/torii-result-\(UInt64.random(in: .min ... .max))"
        self.descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard self.descriptor >= 0 else { throw Self.error("make") }
        unlink(path)
    }

    deinit {
        if self.descriptor >= 0 { close(self.descriptor) }
    }

    /// - Returns: Where the bytes begin.
    func append(_ bytes: [UInt8]) throws -> Int {
        let offset = self.end.withLock { $0 }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(
                    self.descriptor,
                    buffer.baseAddress.map { $0 + written },
                    bytes.count - written,
                    off_t(offset + written)
                )
            }
            if count < 0, errno == EINTR { continue }
            // After a failed write the next one starts at the same place: what was half written is never read.
            guard count > 0 else { throw Self.error("write") }
            written += count
        }
        self.end.withLock { $0 = offset + written }
        return offset
    }

    /// - Returns: `nil` where the file is shorter.
    func read(offset: Int, size: Int) throws -> [UInt8]? {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let read = pread(
                    self.descriptor,
                    buffer.baseAddress.map { $0 + count },
                    size - count,
                    off_t(offset + count)
                )
                if read < 0, errno == EINTR { continue }
                failed = read < 0
                if read <= 0 { return }
                count += read
            }
        }
        if failed { throw Self.error("read") }
        return bytes.count == size ? bytes : nil
    }

    private static func error(_ verb: String) -> EngineError {
        EngineError(.unavailable, "cannot \(verb) the result's temporary file: \(String(cString: strerror(errno)))")
    }
}
