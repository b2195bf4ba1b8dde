import CDuckDB

/// Some rows in DuckDB's memory.
struct Chunk {
    let handle: cdk_data_chunk
    let rowCount: Int
    let vectors: [cdk_vector]

    init(_ handle: cdk_data_chunk, columns: Int) {
        self.handle = handle
        self.rowCount = Int(cdk_data_chunk_get_size(handle))
        self.vectors = (0..<columns).map { index in
            guard let vector = cdk_data_chunk_get_vector(handle, UInt64(index)) else {
                preconditionFailure("a chunk has a vector for every column of its result")
            }
            return vector
        }
    }

    func destroy() {
        var handle: cdk_data_chunk? = self.handle
        cdk_destroy_data_chunk(&handle)
    }
}

/// Rows of a chunk that stand together.
struct ChunkPart {
    let chunk: Chunk
    var rows: Range<Int>

    /// All of a chunk.
    init(_ chunk: Chunk) {
        self.chunk = chunk
        self.rows = 0..<chunk.rowCount
    }

    var vectors: [cdk_vector] {
        self.chunk.vectors
    }

    /// Whether the chunk has no rows behind these.
    var isLast: Bool {
        self.rows.upperBound == self.chunk.rowCount
    }

    /// The chunk's rows behind these.
    var rest: ChunkPart {
        var rest = self
        rest.rows = self.rows.upperBound..<self.chunk.rowCount
        return rest
    }
}
