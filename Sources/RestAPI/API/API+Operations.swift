import Sessions

/// Contract, section 4: operations.
extension API {
    func operationEvent(_ call: Call) throws -> Answer {
        try prefixing("Error getting an operation event") {
            .json(OperationJSON.event(try call.operation().event()))
        }
    }

    func applyToOperation(_ call: Call) async throws -> Answer {
        // The action belongs into the prefix of every failure, so it is read first.
        let action: String?
        do {
            let body = try JSONMembers(try await call.readBody(self.configuration.bodyLimit))
            action = try body.string("action")
        } catch let error as APIError {
            throw error.prefixed("Error applying an action for operation handle \(call.handleText)")
        }
        return try prefixing("Error applying \(action ?? "null") for operation handle \(call.handleText)") {
            let operation = try call.operation()
            switch action?.lowercased() {
            case "cancel": operation.cancel()
            case "close": try operation.close()
            default: throw APIError(400, "Invalid action \(action ?? "null")")
            }
            return .empty
        }
    }

    func resultSchema(_ call: Call) throws -> Answer {
        try prefixing("Error getting result set metadata for operation handle \(call.handleText)") {
            .json(OperationJSON.schema(try call.operation().resultSchema()))
        }
    }

    func operationLog(_ call: Call) async throws -> Answer {
        let orientation = try FetchOrientation.forLog(call.query.string("fetchorientation") ?? "FETCH_NEXT")
        let maxRows = try call.query.integer("maxrows") ?? 100
        return try await prefixing("Error getting operation log for operation handle \(call.handleText)") {
            let lines = try await call.operation().log(orientation, maxRows: maxRows, isPeek: call.isHead)
            return .json(OperationJSON.log(lines))
        }
    }

    func rows(_ call: Call) async throws -> Answer {
        let maxRows = try call.query.integer("maxrows") ?? 100
        return try await prefixing("Error getting result row set for operation handle \(call.handleText)") {
            let operation = try call.operation()
            let orientation = try FetchOrientation.forRows(call.query.string("fetchorientation") ?? "FETCH_NEXT")
            let page = try await operation.page(orientation, maxRows: maxRows, isPeek: call.isHead)
            return .json(
                pieces: Self.pieces(of: page, RowEncoding(protocolVersion: operation.session.request.protocolVersion))
            )
        }
    }

    /// The rows of a page as JSON, read and written as they are asked for.
    private static func pieces(of page: RowPage, _ encoding: RowEncoding) -> () async throws -> [UInt8]? {
        var slices = page.makeAsyncIterator()
        var writer = RowSetWriter(encoding)
        var isAtEnd = false
        return {
            var piece: [UInt8] = []
            piece.reserveCapacity(RowSetWriter.sliceSize + RowSetWriter.sliceSize / 4)
            while !isAtEnd, piece.count < RowSetWriter.sliceSize {
                if writer.hasRows {
                    writer.write(into: &piece)
                } else if let slice = try await slices.next() {
                    writer.add([slice])
                } else {
                    writer.end(into: &piece)
                    isAtEnd = true
                }
            }
            return piece.isEmpty ? nil : piece
        }
    }
}
