import FoundationEssentials
import Testing

@testable import Engines

@Suite("The result store")
struct ResultStoreTests {
    private let pool = ExecutionPool()

    private func store(memory: Int, file: Int = 1 << 30, parent: ResultBudget? = nil) -> ResultStore {
        ResultStore(
            ResultLimits(scope: .operation, memoryBytes: memory, fileBytes: file),
            parent: parent,
            directory: FileManager.default.temporaryDirectory.path,
            pool: self.pool
        )
    }

    /// Batches of uneven sizes whose rows count up from 0.
    private func fill(_ store: ResultStore, _ sizes: [Int]) async throws {
        var next = 0
        for size in sizes {
            try await store.append(rows(next..<next + size))
            next += size
        }
    }

    @Test(
        "reads any stretch of rows exactly, across batches, in memory, in a file and in both",
        arguments: [1 << 20, 200, 0]
    )
    func stretches(memory: Int) async throws {
        let store = self.store(memory: memory)
        try await self.fill(store, [1, 7, 3, 64, 1, 30])
        #expect(store.rowCount == 106)
        for start in [0, 1, 2, 7, 8, 10, 11, 74, 75, 76, 105, 106, 200] {
            for count in [0, 1, 2, 5, 64, 106, Int.max] {
                let read = try await store.read(at: start, maxRows: count)
                #expect(read.allSatisfy { $0.rowCount > 0 })
                #expect(values(read) == Array((Int64(0)..<106).dropFirst(start).prefix(count)))
            }
        }
        // Once more from the beginning: reading takes nothing away.
        #expect(try await values(store.read(at: 0, maxRows: 3)) == [0, 1, 2])
        #expect(try await store.read(at: -4, maxRows: -1).isEmpty)
        store.close()
        self.pool.shutDown()
    }

    @Test("a read is bounded in bytes too, one batch being the least", arguments: [1 << 20, 0])
    func boundedBytes(memory: Int) async throws {
        let store = self.store(memory: memory)
        try await self.fill(store, [100, 100, 100, 100])
        // A batch has 800 bytes, and a little more in a file.
        var read: [Int64] = []
        var sizes: [Int] = []
        while case let part = try await values(store.read(at: read.count, maxRows: 1000, maxBytes: 2000)), !part.isEmpty
        {
            read += part
            sizes.append(part.count)
        }
        #expect(read == Array(0..<400))
        #expect(sizes == [200, 200])
        #expect(try await values(store.read(at: 50, maxRows: 1000, maxBytes: 1)) == Array(50..<100))
        store.close()
        self.pool.shutDown()
    }

    @Test("memory is taken first, then file, and everything is given back at close")
    func accounts() async throws {
        let node = ResultBudget(.node)
        let session = ResultBudget(.session, parent: node)
        let first = self.store(memory: 100, parent: session)
        let second = self.store(memory: 1000, parent: session)
        try await self.fill(first, [10, 10])
        try await self.fill(second, [10])
        #expect(first.budget.used.memoryBytes == 80)
        #expect(first.budget.used.fileBytes > 80)
        #expect(node.used.memoryBytes == 160)
        #expect(node.used.fileBytes == first.budget.used.fileBytes)
        first.close()
        first.close()
        #expect(session.used == ResultBudget.Usage(memoryBytes: 80, fileBytes: 0))
        second.close()
        #expect(node.used == ResultBudget.Usage())
        self.pool.shutDown()
    }

    @Test("a session whose memory is used up sends further rows to the file")
    func sharedMemory() async throws {
        let session = ResultBudget(ResultLimits(scope: .session, memoryBytes: 100, fileBytes: 1 << 20))
        let first = self.store(memory: 1000, parent: session)
        let second = self.store(memory: 1000, parent: session)
        try await self.fill(first, [10])
        try await self.fill(second, [10])
        #expect(second.budget.used.memoryBytes == 0)
        #expect(try await values(second.read(at: 8, maxRows: 9)) == [8, 9])
        first.close()
        second.close()
        #expect(session.used == ResultBudget.Usage())
        self.pool.shutDown()
    }

    @Test(
        "past a bound on files the result is refused, and the message names the bound and its key",
        arguments: [ResultLimits.Scope.operation, .session, .node]
    )
    func refused(scope: ResultLimits.Scope) async throws {
        func limits(_ other: ResultLimits.Scope) -> ResultLimits {
            ResultLimits(scope: other, memoryBytes: 0, fileBytes: other == scope ? 777 : 1 << 20)
        }
        let node = ResultBudget(limits(.node))
        let session = ResultBudget(limits(.session), parent: node)
        let store = self.store(memory: 0, file: limits(.operation).fileBytes, parent: session)
        try await store.append(rows(0..<10))
        let used = node.used
        do {
            try await store.append(rows(10..<200))
            Issue.record("a result past its bound was taken")
        } catch let error as EngineError {
            #expect(error.code == .resultTooLarge)
            #expect(error.message.contains("777"))
            #expect(error.message.contains("torii.\(scope.rawValue).result.file.max"))
        }
        // What was refused left nothing behind, and what was there is still readable.
        #expect(node.used == used)
        #expect(try await values(store.read(at: 0, maxRows: 100)).count == 10)
        store.close()
        #expect(node.used == ResultBudget.Usage())
        self.pool.shutDown()
    }

    @Test("a closed store takes and answers nothing")
    func closed() async throws {
        for memory in [0, 1 << 20] {
            let node = ResultBudget(.node)
            let store = self.store(memory: memory, parent: node)
            try await self.fill(store, [3])
            store.close()
            await #expect(throws: EngineError.resultClosed) { try await store.append(rows(0..<3)) }
            await #expect(throws: EngineError.resultClosed) { try await store.read(at: 0, maxRows: 1) }
            #expect(store.rowCount == 0)
            #expect(node.used == ResultBudget.Usage())
        }
        self.pool.shutDown()
    }

    @Test("the file has no name, and its descriptor is closed with the store")
    func noFileLeft() async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let store = ResultStore(
            ResultLimits(scope: .operation, memoryBytes: 0, fileBytes: 1 << 20),
            parent: nil,
            directory: directory,
            pool: self.pool
        )
        try await self.fill(store, [10])
        #expect(openFiles(in: directory) == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        store.close()
        #expect(openFiles(in: directory) == 0)
        try FileManager.default.removeItem(atPath: directory)
        self.pool.shutDown()
    }

    @Test("a folder that cannot be written to fails the append and takes nothing")
    func noFolder() async throws {
        let node = ResultBudget(.node)
        let store = ResultStore(
            ResultLimits(scope: .operation, memoryBytes: 0, fileBytes: 1 << 20),
            parent: node,
            directory: "/nonexistent",
            pool: self.pool
        )
        do {
            try await store.append(rows(0..<3))
            Issue.record("rows were written to no folder")
        } catch let error as EngineError {
            #expect(error.code == .unavailable)
        }
        #expect(node.used == ResultBudget.Usage())
        self.pool.shutDown()
    }

    @Test("closing amid writes and reads leaves nothing taken")
    func closeRace() async throws {
        let node = ResultBudget(.node)
        for round in 0..<60 {
            let store = self.store(memory: round % 2 == 0 ? 0 : 300, parent: node)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for start in 0..<8 { try? await store.append(rows(start..<start + 9)) } }
                group.addTask { for _ in 0..<8 { _ = try? await store.read(at: 0, maxRows: 50) } }
                group.addTask {
                    while store.rowCount < round % 8 * 9 { await Task.yield() }
                    store.close()
                }
            }
            #expect(node.used == ResultBudget.Usage())
        }
        self.pool.shutDown()
    }
}

@Suite("The form of a batch in a file")
struct BatchCodingTests {
    @Test("every carrier comes back, with its nulls, empty texts and odd numbers")
    func roundTrip() throws {
        var mask = NullMask(rows: 3)
        mask[1] = true
        let texts = ByteSlices(["", "", "žluť \u{1F600}"])
        let storages: [ColumnValues.Storage] = [
            .bool([true, false, true]), .int8([.min, 0, .max]), .int16([.min, 0, .max]), .int32([.min, 0, .max]),
            .int64([.min, 0, .max]), .float([-0.0, .infinity, .leastNonzeroMagnitude]),
            .double([-.infinity, .greatestFiniteMagnitude, -0.0]), .text(texts), .binary(texts),
        ]
        let columns = storages.flatMap { [ColumnValues($0), ColumnValues($0, nulls: mask)] }
        let batch = RowBatch(rowCount: 3, columns: columns)
        #expect(BatchCoding.decode(BatchCoding.encode(batch)) == batch)
    }

    @Test("any stretch of rows is read without the rest of the batch")
    func stretches() throws {
        let count = 131
        var mask = NullMask(rows: count)
        for row in stride(from: 0, to: count, by: 7) { mask[row] = true }
        let texts = ByteSlices((0..<count).map { String(repeating: "x", count: $0 % 5) + "\($0)" })
        let storages: [ColumnValues.Storage] = [
            .bool((0..<count).map { $0 % 3 == 0 }), .int8((0..<count).map { Int8(truncatingIfNeeded: $0) }),
            .int16((0..<count).map(Int16.init)), .int32((0..<count).map(Int32.init)),
            .int64((0..<count).map(Int64.init)), .float((0..<count).map(Float.init)),
            .double((0..<count).map(Double.init)), .text(texts), .binary(texts),
        ]
        let columns = storages.flatMap { [ColumnValues($0), ColumnValues($0, nulls: mask)] }
        let batch = RowBatch(rowCount: count, columns: columns)
        let bytes = BatchCoding.encode(batch)
        let layout = BatchLayout(batch)
        #expect(layout.size == bytes.count)
        for start in [0, 1, 7, 63, 64, 65, 130] {
            for end in [start, start + 1, 65, 128, 131] where start...131 ~= end {
                var read = 0
                let rows = layout.rows(start..<end) { offset, size in
                    read += size
                    return Array(bytes[offset..<offset + size])
                }
                #expect(rows == batch.slice(start..<end), "\(start)..<\(end)")
                if end - start <= 1 { #expect(read < bytes.count / 10) }
            }
        }
        #expect(layout.rows(0..<2) { _, _ in nil } == nil)
    }

    @Test("not-a-number keeps its bits")
    func notANumber() throws {
        let odd = Double(bitPattern: 0x7FF8_0000_DEAD_BEEF)
        let batch = RowBatch(rowCount: 1, columns: [ColumnValues(.double([odd]))])
        let back = try #require(BatchCoding.decode(BatchCoding.encode(batch)))
        guard case .double(let values) = back.columns[0].storage else {
            Issue.record("another carrier")
            return
        }
        #expect(values[0].bitPattern == odd.bitPattern)
    }

    @Test("rows without columns and masks of more than one word come back")
    func edges() {
        let none = RowBatch(rowCount: 5, columns: [])
        #expect(BatchCoding.decode(BatchCoding.encode(none)) == none)
        for count in [63, 64, 65, 129] {
            var mask = NullMask(rows: count)
            mask[count - 1] = true
            let column = ColumnValues(.int64(Array(repeating: 7, count: count)), nulls: mask)
            let batch = RowBatch(rowCount: count, columns: [column])
            #expect(BatchCoding.decode(BatchCoding.encode(batch)) == batch)
        }
    }

    @Test("cut or lengthened bytes are refused, never trapped on")
    func damaged() {
        let batch = RowBatch(
            rowCount: 2,
            columns: [ColumnValues(.text(ByteSlices(["ab", "c"]))), ColumnValues(.int32([1, 2]))]
        )
        let bytes = BatchCoding.encode(batch)
        for length in 0..<bytes.count {
            #expect(BatchCoding.decode(Array(bytes[..<length])) == nil)
        }
        #expect(BatchCoding.decode(bytes + [0]) == nil)
        for index in bytes.indices {
            var changed = bytes
            changed[index] = 0xFF
            _ = BatchCoding.decode(changed)
        }
    }
}

private func rows(_ range: Range<Int>) -> RowBatch {
    RowBatch(rowCount: range.count, columns: [ColumnValues(.int64(range.map(Int64.init)))])
}

private func values(_ batches: [RowBatch]) -> [Int64] {
    batches.flatMap { batch -> [Int64] in
        if case .int64(let values) = batch.columns[0].storage { values } else { [] }
    }
}

/// Descriptors of this process that lead to files, also deleted ones, in a folder.
private func openFiles(in directory: String) -> Int {
    let links = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return links.count { link in
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(link)")
        return target?.hasPrefix(directory) ?? false
    }
}
