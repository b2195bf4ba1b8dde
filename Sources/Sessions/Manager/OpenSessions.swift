import Handles

/// The open sessions, found by their handle and kept in the order they came, so that nobody has to sort them.
struct OpenSessions: Sendable {
    private var byID: [Handle: Session] = [:]
    /// By number, upwards. A session that has gone leaves its slot, until more are empty than not.
    private var slots: [SessionSnapshot.Slot] = []

    var count: Int {
        self.byID.count
    }

    /// What is open now. Copies nothing; the next change does.
    var snapshot: SessionSnapshot {
        SessionSnapshot(slots: self.slots)
    }

    subscript(_ id: Handle) -> Session? {
        self.byID[id]
    }

    mutating func add(_ session: Session) {
        self.byID[session.id] = session
        // Numbered before it is let in: another may have passed it.
        var place = self.slots.count
        while place > 0, self.slots[place - 1].number > session.number { place -= 1 }
        self.slots.insert(SessionSnapshot.Slot(number: session.number, session: session), at: place)
    }

    /// - Returns: The session, if it was there.
    mutating func remove(_ id: Handle) -> Session? {
        guard let session = self.byID.removeValue(forKey: id) else { return nil }
        self.slots[self.place(of: session.number)].session = nil
        if self.slots.count > 64, self.slots.count > 2 * self.byID.count {
            self.slots.removeAll { $0.session == nil }
        }
        return session
    }

    private func place(of number: Int) -> Int {
        var (low, high) = (0, self.slots.count)
        while low < high {
            let middle = (low + high) / 2
            if self.slots[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
