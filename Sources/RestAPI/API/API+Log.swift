import Logging

extension API {
    /// Writes the line of a request that has been answered, here or by another node.
    ///
    /// - Parameters:
    ///   - route: The route's template; `nil` where there is none, or another node has answered.
    ///   - target: The incarnation that it was forwarded to.
    func logRequest(
        _ method: String,
        route: String?,
        status: Int,
        took duration: Duration,
        requestID: String,
        caller: Caller?,
        target: String? = nil
    ) {
        self.log.debug(
            "request",
            {
                var fields: LogFields = [.method: "\(method)"]
                fields.add(.route, route.map { .text($0) })
                fields.add(.status, .integer(status))
                fields.add(.duration, .duration(duration))
                fields.add(.user, caller.map { .text($0.user) })
                fields.add(.address, caller.map { .text($0.clientAddress) })
                fields.add(.target, target.map { .text($0) })
                fields.add(.requestID, .text(requestID))
                return fields
            }()
        )
    }
}
