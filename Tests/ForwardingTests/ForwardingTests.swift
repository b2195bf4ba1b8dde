import Testing

/// One after the other: they measure time and memory.
@Suite("Forwarding", .serialized)
enum ForwardingTests {}
