import Engines
import Sessions

/// Operations as clients see them.
enum OperationJSON {
    /// `KyuubiOperationEvent` (contract, section 9.2).
    static func event(_ event: OperationEvent) -> [UInt8] {
        JSONObject.bytes { object in
            object.add("statementId", event.id)
            object.add("remoteId", event.remoteID)
            object.add("statement", event.statement)
            object.add("shouldRunAsync", event.shouldRunAsync)
            object.add("state", event.state.eventName)
            object.add("eventTime", event.eventTime)
            object.add("createTime", event.createTime)
            object.add("startTime", event.startTime)
            object.add("completeTime", event.completeTime)
            ExceptionJSON.add(event.exception, to: &object)
            Self.addParent(of: event, to: &object)
            object.add("eventType", "kyuubi_operation")
        }
    }

    /// `OperationData` (contract, section 9.3).
    static func data(_ event: OperationEvent) -> [UInt8] {
        JSONObject.bytes { object in
            object.add("identifier", event.id)
            object.add("remoteId", event.remoteID)
            object.add("statement", event.statement)
            object.add("state", event.state.eventName)
            object.add("createTime", event.createTime)
            object.add("startTime", event.startTime)
            object.add("completeTime", event.completeTime)
            object.add("exception", event.exception?.message ?? "")
            Self.addParent(of: event, to: &object)
        }
    }

    /// `{"columns":[…]}` (contract, section 4.3).
    static func schema(_ schema: ResultSchema) -> [UInt8] {
        JSONObject.bytes { object in
            // What has no result still has a column, so that clients have something to show.
            let columns =
                schema.columns.isEmpty
                ? [ResultSchema.Column("Result", .string)] : schema.columns
            object.add("columns", columns.enumerated()) { element, bytes in
                let (index, column) = element
                bytes += JSONObject.bytes { object in
                    object.add("columnName", column.name)
                    object.add("dataType", column.type.rawValue)
                    object.add("columnIndex", index)
                    object.add("precision", column.precision)
                    object.add("scale", column.scale)
                    object.add("comment", column.comment)
                }
            }
        }
    }

    /// `{"logRowSet":[…],"rowCount":n}` (contract, section 4.4).
    static func log(_ lines: [String]) -> [UInt8] {
        JSONObject.bytes { object in
            object.add("logRowSet", lines) { $1.append(jsonString: $0) }
            object.add("rowCount", lines.count)
        }
    }

    private static func addParent(of event: OperationEvent, to object: inout JSONObject) {
        object.add("sessionId", event.sessionID)
        object.add("sessionUser", event.sessionUser)
        object.add("sessionType", event.sessionType.rawValue)
        object.add("kyuubiInstance", event.instance)
        object.add("metrics") { metrics in
            // Texts on the wire; reads of the log over REST do not count (contract, section 9.2).
            metrics.add("fetchLogCount", "0")
            metrics.add("fetchResultsCount", String(event.fetchedRows))
        }
        guard let progress = event.progress else { return object.addNull("progress") }
        object.add("progress", json: Self.progress(progress))
    }

    private static func progress(_ progress: OperationProgress) -> [UInt8] {
        JSONObject.bytes { object in
            object.add("headerNames", progress.headerNames) { $1.append(jsonString: $0) }
            object.add("rows", progress.rows) { row, bytes in
                bytes.append(UInt8(ascii: "["))
                for (index, cell) in row.enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    bytes.append(jsonString: cell)
                }
                bytes.append(UInt8(ascii: "]"))
            }
            object.add("progressedPercentage", progress.progressedPercentage)
            object.add("status", progress.status.rawValue)
            object.add("footerSummary", progress.footerSummary)
            object.add("startTime", progress.startTime)
        }
    }
}
