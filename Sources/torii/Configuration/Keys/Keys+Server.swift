import Logging

/// Every key, as a typed constant. ``ConfigurationTable`` lists them all.
enum Keys {}

/// Listener, HTTP and logging.
extension Keys {
    static let bindHost = ConfigurationKey(
        "kyuubi.frontend.rest.bind.host",
        .host,
        default: "0.0.0.0",
        "The address the node listens on."
    )
    static let bindPort = ConfigurationKey(
        "kyuubi.frontend.rest.bind.port",
        .port,
        default: 10099,
        "The port it listens on; 0 lets the system choose one."
    )
    static let advertisedHost = ConfigurationKey(
        "kyuubi.frontend.advertised.host",
        ValueType<String>.host.optional,
        default: nil,
        "The host that clients and other nodes reach this node at. Default: the bind host, or the machine's name where that is 0.0.0.0."
    )
    static let clientAddressHeader = ConfigurationKey(
        "kyuubi.frontend.proxy.http.client.ip.header",
        .name,
        default: "X-Real-IP",
        "The request header that holds the client's address; believed from torii.trusted.proxies only."
    )
    static let trustedProxies = ConfigurationKey(
        "torii.trusted.proxies",
        ValueType<AddressRange>.addressRange.list,
        default: ["127.0.0.0/8", "::1"].compactMap(AddressRange.init),
        "Addresses and ranges of the proxies whose client address header is believed."
    )
    static let loopThreads = ConfigurationKey(
        "torii.event.loop.threads",
        .integer(0...256),
        default: 0,
        "Threads that serve connections; 0 for one a core."
    )
    static let backlog = ConfigurationKey(
        "torii.http.backlog",
        .integer(1...65535),
        default: 1024,
        "Connections that may wait to be accepted."
    )
    static let requestBodyLimit = ConfigurationKey(
        "torii.http.request.body.max",
        .size,
        default: 8 << 20,
        "The largest request body; beyond it: 413."
    )
    static let requestLineLimit = ConfigurationKey(
        "torii.http.request.line.max",
        .size,
        default: 8 << 10,
        "The longest request line; beyond it: 414."
    )
    static let headLimit = ConfigurationKey(
        "torii.http.head.max",
        .size,
        default: 32 << 10,
        "The largest request head; beyond it: 431."
    )
    static let fieldLimit = ConfigurationKey(
        "torii.http.head.fields.max",
        .integer(1...10_000),
        default: 100,
        "The most header fields of a request; beyond it: 431."
    )
    static let headTimeout = ConfigurationKey(
        "torii.http.head.timeout",
        .positiveDuration,
        default: .seconds(10),
        "How long a request's head may take to come, so that slow heads hold no connection."
    )
    static let bodyIdleTimeout = ConfigurationKey(
        "torii.http.body.idle.timeout",
        .positiveDuration,
        default: .seconds(30),
        "How long a body may pause."
    )
    static let keepAliveTimeout = ConfigurationKey(
        "torii.http.keep.alive.timeout",
        .positiveDuration,
        default: .seconds(75),
        "How long a connection without a request stays open."
    )
    static let writeStallTimeout = ConfigurationKey(
        "torii.http.write.stall.timeout",
        .positiveDuration,
        default: .seconds(30),
        "How long a client may take none of an answer before its connection is closed."
    )
    static let drainTimeout = ConfigurationKey(
        "torii.drain.timeout",
        .duration,
        default: .seconds(30),
        "How long a stopping node waits for its running statements before it cancels them."
    )
    static let drainNotice = ConfigurationKey(
        "torii.drain.notice",
        .duration,
        default: .seconds(4),
        "How long a stopping node still takes connections after /ready has turned, so that balancers see it first."
    )
    static let logLevel = ConfigurationKey(
        "torii.log.level",
        .choice,
        default: LogLevel.info,
        "The least level that is logged: debug has one line a request, info one a session and statement."
    )
    static let logFormat = ConfigurationKey(
        "torii.log.format",
        .choice,
        default: LogFormat.logfmt,
        "How log lines are written, to standard error."
    )
    static let logStatements = ConfigurationKey(
        "torii.log.statements",
        .boolean,
        default: false,
        "Whether the text of statements is logged above debug too; it may hold users' data."
    )
}
