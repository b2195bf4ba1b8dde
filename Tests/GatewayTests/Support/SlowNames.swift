import FoundationEssentials

/// Holds up the system's look-ups of one name in a process, by a library loaded before the system's.
struct SlowNames {
    /// The name whose look-ups wait; it is 127.0.0.1.
    static let name = "owner.torii.test"

    /// For the process whose look-ups are to be slow.
    let environment: [String: String]
    private let folder: String

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <netdb.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>

        static int is_there(const char *name, int flags) {
            char path[512] = "";
            strncat(path, getenv("SLOW_NAMES"), 400);
            strcat(path, name);
            int file = open(path, O_RDONLY | O_CLOEXEC | flags, 0600);
            if (file >= 0) close(file);
            return file >= 0;
        }

        int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **list) {
            int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
                dlsym(RTLD_NEXT, "getaddrinfo");
            if (!host || strcmp(host, "\(Self.name)") != 0) return real(host, port, hints, list);
            if (is_there("/slow", 0)) is_there("/asked", O_CREAT);
            while (is_there("/slow", 0)) usleep(1000);
            return real("127.0.0.1", port, hints, list);
        }
        """

    /// Compiles it.
    init(in folder: String) async throws {
        self.folder = folder
        try Self.source.write(toFile: "\(folder)/names.c", atomically: true, encoding: .utf8)
        try await Command.run(
            "/usr/bin/env",
            "cc",
            "-shared",
            "-fPIC",
            "-o",
            "\(folder)/names.so",
            "\(folder)/names.c",
            "-ldl"
        )
        // The address sanitizer wants to be first in the process, and does not need to.
        let options = ProcessInfo.processInfo.environment["ASAN_OPTIONS"].map { "\($0):" } ?? ""
        self.environment = [
            "LD_PRELOAD": "\(folder)/names.so", "SLOW_NAMES": folder,
            "ASAN_OPTIONS": "\(options)verify_asan_link_order=0",
        ]
    }

    /// From now on look-ups wait.
    func hold() throws {
        try "".write(toFile: "\(self.folder)/slow", atomically: true, encoding: .utf8)
    }

    /// Whether one waits, or has waited.
    var isAsked: Bool {
        FileManager.default.fileExists(atPath: "\(self.folder)/asked")
    }

    /// Ends ``hold()``.
    func release() throws {
        try FileManager.default.removeItem(atPath: "\(self.folder)/slow")
    }
}
