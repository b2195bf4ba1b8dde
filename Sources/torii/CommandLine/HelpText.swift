/// What `--help` shows.
enum HelpText {
    static func text(_ topic: HelpTopic) -> String {
        switch topic {
        case .overview: self.overview
        case .serve: self.serve
        case .sql: self.sql
        case .cluster: self.cluster
        case .version: "usage: torii version\n\nPrints the version.\n"
        case .help: "usage: torii help [COMMAND]\n\nShows what a command does and takes.\n"
        }
    }

    private static let overview = """
        usage: torii COMMAND

        Torii is a clustered SQL gateway.

          serve            run a node
          sql              run SQL on a gateway and print the result
          cluster status   show a cluster's nodes
          version          print the version
          help COMMAND     show what a command does and takes

        Exit status: 0 success, 1 failure, 2 wrong usage or configuration.

        """

    private static let sql = """
        usage: torii sql [--url URL] [--user USER] [--format table|csv|json] [-e SQL | FILE]

        Runs SQL on a gateway and prints the result of the last statement. Without -e and FILE it reads standard input.

          --url URL        the gateway or its balancer; default: \(GatewayURL.local)
          --user USER      the user; default: anonymous
          --format FORMAT  table (default), csv (RFC 4180) or json (an array of objects)
          -e SQL           the statement

        Ctrl-C cancels the statement. Exit status: 0 success, 1 failure, 2 wrong usage, 130 cancelled.

        """

    private static let cluster = """
        usage: torii cluster status [--url URL] [--format table|json]

        Shows the nodes of a cluster, their state and their sessions, as any of them sees it.

          --url URL        the gateway or its balancer; default: \(GatewayURL.local)
          --format FORMAT  table (default) or json

        """

    /// Generated from the table of keys.
    private static var serve: String {
        var text = """
            usage: torii serve [--config FILE] [--KEY=VALUE ...]

            Runs a node until SIGTERM or SIGINT, then stops in order.

              --config FILE    lines of KEY = VALUE, or KEY VALUE; a line that begins with # is a comment

            Every key below can stand in the file, on the command line as --KEY=VALUE, and in the environment: its variable
            is TORII_ and the key in upper case with _ for every other character, without the key's own "torii.":
            \(Keys.bindPort.name) is \(Keys.bindPort.entry.variable), \(Keys.nodeName.name) is \(Keys.nodeName.entry.variable).
            The command line wins over the environment, that over the file. Unknown keys and bad values are refused.

            Durations are ISO-8601 (PT6H), a number with a unit (30s, 5m, 250ms, 2h, 1d) or milliseconds; sizes a number with a
            unit of 1024 (8m, 256 MiB, 4g) or bytes; lists have commas.

            """
        for section in ConfigurationTable.sections {
            text += "\n\(section.title)\n"
            for entry in section.entries {
                let fallback = entry.fallback.isEmpty ? "" : ", default \(entry.fallback)"
                text += "\n  \(entry.name)  (\(entry.typeName)\(fallback))\n"
                text += self.wrapped(entry.meaning, indentation: 6)
                if !entry.aliases.isEmpty {
                    text += "      Also: \(entry.aliases.joined(separator: ", "))\n"
                }
            }
        }
        return text
    }

    /// Lines of at most 100 columns.
    private static func wrapped(_ text: String, indentation: Int) -> String {
        let margin = String(repeating: " ", count: indentation)
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + word.count < 100 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(margin + word)
            }
        }
        return lines.map { "\($0)\n" }.joined()
    }
}
