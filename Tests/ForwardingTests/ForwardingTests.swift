import Testing

/// Filled by the tests of relay and questions.
@Suite struct ForwardingTests {}
