import Testing

@testable import ZooKeeper

@Suite("The life of a session")
struct SessionMachineTests {
    private func connected() -> SessionMachine {
        var machine = SessionMachine(hasCredentials: false)
        #expect(machine.connectionMade(sessionID: 7, timeout: .seconds(4)) == .connected)
        return machine
    }

    @Test("A connection tells number and timeout")
    func connection() {
        let machine = self.connected()
        #expect(machine.state == .connected)
        #expect(machine.sessionID == 7)
        #expect(machine.negotiatedTimeout == .seconds(4))
    }

    @Test("A lost connection is told once and may come back")
    func suspension() {
        var machine = self.connected()
        #expect(machine.connectionLost() == .suspended)
        #expect(machine.connectionLost() == nil)
        #expect(machine.callBegan() == nil)
        #expect(machine.connectionMade(sessionID: 7, timeout: .seconds(4)) == .connected)
    }

    @Test("An expired session stays so and refuses calls until it is closed")
    func expiry() {
        var machine = self.connected()
        #expect(machine.sessionExpired() == .expired)
        #expect(machine.connectionMade(sessionID: 8, timeout: .seconds(4)) == nil)
        #expect(machine.sessionID == 7)
        #expect(machine.callBegan() == .sessionExpired)
        #expect(machine.closeRequested() == true)
        #expect(machine.callBegan() == .closing)
        #expect(machine.handleClosed() == .closed)
        #expect(machine.callBegan() == .closing)
    }

    @Test("With credentials a connection is told when they are accepted")
    func credentials() {
        var machine = SessionMachine(hasCredentials: true)
        #expect(machine.connectionMade(sessionID: 7, timeout: .seconds(4)) == nil)
        #expect(machine.state == .connecting)
        #expect(machine.authenticationAnswered() == .connected)
        #expect(machine.connectionLost() == .suspended)
        #expect(machine.connectionMade(sessionID: 7, timeout: .seconds(4)) == .connected)
    }

    @Test("Credentials whose answer was lost with the connection come first on the next one")
    func lostCredentials() {
        var machine = SessionMachine(hasCredentials: true)
        #expect(machine.connectionMade(sessionID: 7, timeout: .seconds(4)) == nil)
        #expect(machine.connectionLost() == nil)
        #expect(machine.authenticationAnswered() == nil)
        #expect(machine.state == .connecting)
        #expect(machine.connectionMade(sessionID: 7, timeout: .seconds(4)) == .connected)
    }

    @Test("Refused credentials end the session")
    func refusedCredentials() {
        var machine = SessionMachine(hasCredentials: true)
        #expect(machine.connectionMade(sessionID: 7, timeout: .seconds(4)) == nil)
        #expect(machine.authenticationRefused() == .authFailed)
        #expect(machine.authenticationRefused() == nil)
        #expect(machine.authenticationAnswered() == nil)
        #expect(machine.callBegan() == .authFailed)
    }

    @Test("The handle is closed by the last call that leaves the library, once")
    func closingWithCallsInside() {
        var machine = self.connected()
        #expect(machine.callBegan() == nil)
        #expect(machine.callBegan() == nil)
        #expect(machine.closeRequested() == false)
        #expect(machine.state == .closing)
        #expect(machine.callReturned() == false)
        #expect(machine.callReturned() == true)
        #expect(machine.closeRequested() == false)
        #expect(machine.handleClosed() == .closed)
        #expect(machine.closeRequested() == false)
        #expect(machine.state == .closed)
    }

    @Test("Without a call inside the handle is closed at once, and nothing is told of what happens meanwhile")
    func closing() {
        var machine = self.connected()
        #expect(machine.callBegan() == nil)
        #expect(machine.callReturned() == false)
        #expect(machine.closeRequested() == true)
        #expect(machine.closeRequested() == false)
        #expect(machine.connectionLost() == nil)
        #expect(machine.sessionExpired() == nil)
        #expect(machine.state == .closing)
    }
}
