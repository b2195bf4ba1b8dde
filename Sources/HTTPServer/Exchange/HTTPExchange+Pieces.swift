public import EventLoops

extension HTTPExchange {
    /// Writes content as it is made, piece by piece.
    ///
    /// Between two pieces the loop looks after everybody else, also where the client reads so fast that no write waits.
    ///
    /// - Parameter next: Makes the next piece, in less than a millisecond; `nil` at the end.
    /// - Throws: What `next` throws, ``HTTPServerError`` or `CancellationError` where the client has gone.
    public func write(
        pieces next: () async throws -> [UInt8]?,
        on loop: isolated EventLoop
    ) async throws {
        while let piece = try await next() {
            try await self.write(piece, on: loop)
            // A timer's turn: a job would come again at once, before the descriptors are looked at.
            try await loop.sleep(for: .zero)
        }
    }
}
