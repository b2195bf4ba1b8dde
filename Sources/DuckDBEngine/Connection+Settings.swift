import Engines

extension Connection {
    /// Puts settings in force for one statement, in the order of their names.
    ///
    /// - Throws: `statementFailed` with DuckDB's message for a value that it refuses; then none is in force.
    func override(_ settings: [String: String]) throws(EngineError) {
        for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
            let name = SessionSettings.name(of: key)
            if name != key, settings[name] != nil { continue }
            // It can be read always, but in a transaction that has failed: what is refused there is refused anyway.
            guard let before = (try? self.text("SELECT current_setting(\(name.sqlLiteral))::VARCHAR")) ?? nil else {
                continue
            }
            // Written down first: a SET that is interrupted may have had its effect.
            self.overridden.append((name, before))
            do {
                try self.set(name, value)
            } catch {
                self.restoreSettings()
                throw error
            }
        }
    }

    /// Undoes ``override(_:)``. What a failed transaction does not let through stays to be undone by the next call.
    func restoreSettings() {
        while let last = self.overridden.last {
            guard (try? self.set(last.name, last.value)) != nil else { return }
            self.overridden.removeLast()
        }
    }

    private func set(_ name: String, _ value: String) throws(EngineError) {
        try self.execute("SET SESSION \(name) = \(value.sqlLiteral)")
        if name == "TimeZone" { try self.readTimeZone() }
    }
}
