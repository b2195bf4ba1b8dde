/// Something with a descriptor that an event loop watches.
protocol EventSource: AnyObject {
    /// The descriptor is ready.
    func ready(_ events: UInt32, on loop: isolated EventLoop)

    /// The loop ends: give the descriptor back.
    func loopEnds(on loop: isolated EventLoop)
}
