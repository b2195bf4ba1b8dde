import Logging
import Testing

@testable import torii

@Suite("Reading the configuration")
struct ReaderTests {
    private func problems(
        file: String? = nil,
        environment: [String: String] = [:],
        arguments: [(String, String)] = []
    ) -> [String] {
        do {
            _ = try ConfigurationReader.read(
                file: file.map { ("t.conf", $0) },
                environment: environment,
                arguments: arguments.map { (key: $0.0, value: $0.1) }
            )
            return []
        } catch {
            return (error as? ConfigurationError)?.problems.map(\.description) ?? ["\(error)"]
        }
    }

    @Test("lines are keys and values with = or white space between; # begins a comment at a line's start only")
    func lines() {
        let text = "\u{FEFF}# c\n\n a.b = c d  \r\n\te\tf=g\n  # x\nh=\ni\nj =  = k # no comment\n"
        #expect(
            ConfigurationFile.lines(text) == [
                .init(number: 3, key: "a.b", value: "c d"), .init(number: 4, key: "e", value: "f=g"),
                .init(number: 6, key: "h", value: ""), .init(number: 7, key: "i", value: ""),
                .init(number: 8, key: "j", value: "= k # no comment"),
            ]
        )
    }

    @Test("without anything the defaults hold")
    func defaults() throws {
        let configuration = try ConfigurationReader.read()
        #expect(configuration[Keys.bindPort] == 10099)
        #expect(configuration[Keys.sessionIdleTimeout] == .seconds(6 * 3600))
        #expect(configuration[Keys.requestBodyLimit] == 8 << 20)
        #expect(configuration[Keys.zooKeeper] == nil)
        #expect(configuration.engines["duckdb"]?.database == .file)
    }

    @Test("the command line wins over the environment, that over the file, that over the default")
    func precedence() throws {
        let key = "kyuubi.frontend.rest.bind.port"
        let file = (path: "t.conf", text: "\(key) 1\ntorii.node.name=file\ntorii.log.level WARNING\n")
        let environment = ["TORII_KYUUBI_FRONTEND_REST_BIND_PORT": "2", "TORII_NODE_NAME": " env ", "HOME": "/root"]
        let configuration = try ConfigurationReader.read(
            file: file,
            environment: environment,
            arguments: [(key: key, value: "3")]
        )
        #expect(configuration[Keys.bindPort] == 3)
        #expect(configuration[Keys.nodeName] == "env")
        #expect(configuration[Keys.logLevel] == .warning)
        #expect(try ConfigurationReader.read(file: file)[Keys.bindPort] == 1)
    }

    @Test("an unknown key is refused with file, line and what may have been meant")
    func unknown() {
        #expect(
            self.problems(file: "\nkyuubi.sesion.idle.timeout=1\nx.y=1\n") == [
                "t.conf:2: kyuubi.sesion.idle.timeout: there is no such key; did you mean kyuubi.session.idle.timeout?",
                "t.conf:3: x.y: there is no such key",
            ]
        )
        #expect(
            self.problems(file: "torii.engine.duckdb.alowed.folders=/x") == [
                "t.conf:1: torii.engine.duckdb.alowed.folders: there is no such key; "
                    + "did you mean torii.engine.duckdb.allowed.folders?"
            ]
        )
        #expect(
            self.problems(environment: ["TORII_NODE_NAMES": "x"]) == [
                "environment variable TORII_NODE_NAMES: no key has this variable; did you mean TORII_NODE_NAME?"
            ]
        )
    }

    @Test("a key twice in one place is refused, by its other name too; in two places it is not")
    func duplicates() {
        #expect(
            self.problems(file: "torii.node.name a\ntorii.node.name b\n") == [
                "t.conf:2: torii.node.name: already set at t.conf:1"
            ]
        )
        #expect(
            self.problems(file: "torii.zookeeper.namespace /a\nkyuubi.ha.namespace /b\n") == [
                "t.conf:2: kyuubi.ha.namespace: already set at t.conf:1, as torii.zookeeper.namespace"
            ]
        )
        #expect(self.problems(arguments: [("torii.node.name", "a"), ("torii.node.name", "b")]).count == 1)
        #expect(self.problems(file: "torii.node.name a", arguments: [("torii.node.name", "b")]).isEmpty)
    }

    @Test("a bad value is refused with file, line and what was expected, and all of them at once")
    func badValues() {
        #expect(
            self.problems(file: "kyuubi.frontend.rest.bind.port http\ntorii.log.level loud\ntorii.node.name\n") == [
                "t.conf:1: kyuubi.frontend.rest.bind.port: \"http\" is not valid: expected a port from 0 to 65535",
                "t.conf:2: torii.log.level: \"loud\" is not valid: expected debug, info, warning, error",
            ]
        )
        #expect(
            self.problems(file: "kyuubi.session.idle.timeout =") == [
                "t.conf:1: kyuubi.session.idle.timeout: has no value: expected PT6H, 30s or 21600000 (milliseconds), more than nothing"
            ]
        )
    }

    @Test("a secret is in no message, not even where it is wrong")
    func secrets() {
        let found = self.problems(file: "torii.cluster.secret hunter2\ntorii.zookeeper.digest u:hunter2\n")
        #expect(found == ["t.conf:1: torii.cluster.secret: has fewer than 16 bytes"])
        #expect(
            self.problems(file: "torii.zookeeper.digest hunter2\n") == [
                "t.conf:1: torii.zookeeper.digest: the value is not valid: expected user:password"
            ]
        )
    }

    @Test("a node of a cluster needs a secret, from one place")
    func secretNeeded() {
        #expect(self.problems(file: "kyuubi.ha.addresses a:1").first?.contains("needs its secret") == true)
        #expect(self.problems(file: "kyuubi.ha.addresses a:1\ntorii.cluster.secret.file /x\n").isEmpty)
        let both = "torii.cluster.secret 0123456789abcdef\ntorii.cluster.secret.file /x\n"
        #expect(
            self.problems(file: both) == [
                "t.conf:2: torii.cluster.secret.file: torii.cluster.secret is set too: which of the two counts?"
            ]
        )
    }

    @Test("an engine's opening statements run in the order of their numbers, whole")
    func engines() throws {
        let text = """
            torii.engine.duckdb.init.10 = SELECT 'c = # d'
            torii.engine.duckdb.init.2 = CREATE VIEW IF NOT EXISTS a AS SELECT 1
            torii.duckdb.threads 2
            torii.duckdb.memory.limit 1g
            torii.engine.small.memory.limit 64m
            torii.engine.small.database memory
            kyuubi.engine.type SMALL
            """
        let environment = ["TORII_ENGINE_DUCKDB_INIT_11": "SELECT 3", "TORII_ENGINE_SMALL_ALLOWED_FOLDERS": "/a,/b"]
        let configuration = try ConfigurationReader.read(file: ("t.conf", text), environment: environment)
        #expect(
            configuration.engines["duckdb"]?.openingStatements == [
                "CREATE VIEW IF NOT EXISTS a AS SELECT 1", "SELECT 'c = # d'", "SELECT 3",
            ]
        )
        let small = try #require(configuration.engines[configuration[Keys.engineType]])
        #expect(small.name == "small" && small.threads == 2 && small.memoryLimit == 64 << 20)
        #expect(small.database == .memory && small.allowedFolders == ["/a", "/b"])
        #expect(configuration.engines["duckdb"]?.memoryLimit == 1 << 30)
    }

    @Test("an engine type without a definition is refused", arguments: ["SPARK_SQL", "other"])
    func noEngine(name: String) {
        #expect(!self.problems(file: "kyuubi.engine.type \(name)").isEmpty)
    }
}
