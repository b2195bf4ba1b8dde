"""A cluster on this machine: ZooKeeper, nodes and a balancer as background processes below one folder."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.request

import flights
from processes import Background, Failure, is_port_free, say

TOP = flights.TOP
HOST = "127.0.0.1"
# As long as a node may drain, and some more.
STOP_SECONDS = 45

# Straight to the nodes, whatever proxy the environment names.
HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Cluster:
    def __init__(self, directory):
        self.directory = os.path.abspath(directory)
        self.settings_file = os.path.join(self.directory, "settings.json")
        self.description_file = os.path.join(self.directory, "cluster.json")
        self.settings = self._read(self.settings_file)

    # What there is

    @staticmethod
    def _read(path):
        try:
            with open(path) as file:
                return json.load(file)
        except FileNotFoundError:
            return None

    @contextlib.contextmanager
    def locked(self):
        """One command at a time."""
        os.makedirs(self.directory, exist_ok=True)
        with open(os.path.join(self.directory, "lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Another command may have changed it meanwhile.
            self.settings = self._read(self.settings_file)
            yield

    def require_settings(self):
        if self.settings is None:
            raise Failure(f"there is no cluster in {self.directory}; start one with cluster/up")

    @property
    def node_names(self):
        return [f"node-{number}" for number in range(1, self.settings["nodes"] + 1)]

    def port(self, name):
        base, count = self.settings["portBase"], self.settings["nodes"]
        if name == "balancer":
            return base
        if name == "zookeeper":
            return base + count + 1
        return base + int(name.removeprefix("node-"))

    def url(self, name):
        return f"http://{HOST}:{self.port(name)}"

    def process(self, name):
        return Background(self.directory, name)

    def components(self):
        balancer = ["balancer"] if self.settings["balancer"] else []
        return ["zookeeper"] + self.node_names + balancer

    def running(self):
        if self.settings is None:
            return []
        return [name for name in self.components() if self.process(name).pid() is not None]

    # Up and down

    def configure(self, wanted):
        """Takes the settings of `cluster/up`; a cluster that runs keeps its own."""
        running = self.running()
        if running and wanted != self.settings:
            differences = ", ".join(
                f"{key} {self.settings[key]} instead of {wanted[key]}" for key in wanted if wanted[key] != self.settings[key]
            )
            raise Failure(f"a cluster runs in {self.directory} already, with {differences}; stop it with cluster/down")
        self.settings = wanted
        taken = [
            f"{self.port(name)} ({name})"
            for name in self.components()
            if name not in running and not is_port_free(self.port(name))
        ]
        if taken:
            raise Failure(
                f"taken by another process: port {', '.join(taken)}; choose other ports with --port-base, or stop that process"
            )
        self._write(self.settings_file, json.dumps(wanted, indent=2) + "\n")

    def up(self):
        for name in self.components():
            self.start(name)
        for name in self.node_names:
            self.await_node(name)
        if self.settings["balancer"]:
            self.process("balancer").wait_until(
                lambda: self.incarnation("balancer"), 15, "passing requests on to a node"
            )
        self.describe()

    def down(self):
        names = list(reversed(self.components())) if self.settings else []
        run = os.path.join(self.directory, "run")
        # Also what an earlier cluster with other settings left behind.
        for file in sorted(os.listdir(run)) if os.path.isdir(run) else []:
            name = file.removesuffix(".pid")
            if file.endswith(".pid") and name not in names:
                names.insert(0, name)
        # ZooKeeper last: an orderly stop of a node writes there.
        nodes = [name for name in names if name not in ("zookeeper", "balancer")]
        for group in (["balancer"], nodes, ["zookeeper"]):
            stopped = [name for name in group if name in names and self.process(name).ask_to_stop()]
            for name in group:
                if not self.process(name).wait_for_end(STOP_SECONDS):
                    say(f"{name} did not stop by itself and was killed")
                elif name in stopped:
                    say(f"{name} stopped")
        if os.path.exists(self.description_file):
            os.remove(self.description_file)

    # One process

    def start(self, name):
        process = self.process(name)
        if process.pid() is not None:
            return False
        if not is_port_free(self.port(name)):
            raise Failure(f"port {self.port(name)} ({name}) is taken by another process")
        {"zookeeper": self._start_zookeeper, "balancer": self._start_balancer}.get(name, self._start_node)(name)
        return True

    def _start_zookeeper(self, name):
        folder = os.path.join(self.directory, "zookeeper")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "zoo.cfg")
        self._write(path, "\n".join([
            "tickTime=500", "minSessionTimeout=2000", "maxSessionTimeout=30000", f"dataDir={folder}/data",
            f"clientPort={self.port(name)}", f"clientPortAddress={HOST}", "maxClientCnxns=0", "admin.enableServer=false",
            "4lw.commands.whitelist=srvr,ruok,mntr", "autopurge.purgeInterval=1", "",
        ]))
        process = self.process(name)
        # Straight by java: Debian's script wants its own folders below /etc and /var.
        process.start([
            "java", "-Xms16m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss256k",
            "-XX:ReservedCodeCacheSize=32m", "-Dzookeeper.jmx.log4j.disable=true", "-Dzookeeper.forceSync=no",
            "-cp", "/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar",
            "org.apache.zookeeper.server.quorum.QuorumPeerMain", path,
        ])
        process.wait_until(self._zookeeper_serves, 30, "serving")
        say(f"zookeeper serves at {HOST}:{self.port(name)}")

    def _zookeeper_serves(self):
        try:
            with socket.create_connection((HOST, self.port("zookeeper")), timeout=1) as connection:
                connection.sendall(b"srvr")
                answer = b""
                while part := connection.recv(4096):
                    answer += part
                return b"Mode:" in answer
        except OSError:
            return False

    def _start_node(self, name):
        secret = os.path.join(self.directory, "secret")
        if not os.path.exists(secret):
            self._write(secret, secrets.token_hex(32) + "\n", mode=0o600)
        library = os.environ.get("TORII_DUCKDB_LIBRARY") or os.path.join(TOP, "var", "lib", "libduckdb.so")
        path = os.path.join(self.directory, f"{name}.conf")
        self._write(path, "\n".join([
            f"# Written by cluster/up for {name}.",
            f"torii.node.name = {name}",
            f"kyuubi.frontend.rest.bind.host = {HOST}",
            f"kyuubi.frontend.rest.bind.port = {self.port(name)}",
            f"kyuubi.frontend.advertised.host = {HOST}",
            f"torii.zookeeper.connect = {HOST}:{self.port('zookeeper')}",
            f"torii.cluster.secret.file = {secret}",
            f"torii.data.folder = {self.directory}/data",
            f"torii.duckdb.library = {library}",
            "torii.duckdb.memory.limit = 512 MiB",
            f"torii.engine.duckdb.init.1 = {flights.opening_statement(flights.FILE)}",
            "",
        ]))
        program = os.path.join(TOP, ".build", self.settings["configuration"], "torii")
        # The file alone says how a node is: no variable of the shell that happened to start it.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TORII_")}
        self.process(name).start([program, "serve", "--config", path], environment)

    def await_node(self, name):
        incarnation = self.process(name).wait_until(lambda: self.incarnation(name), 30, "ready")
        say(f"{name} is ready at {self.url(name)}, incarnation {incarnation}")

    def _start_balancer(self, name):
        path = os.path.join(self.directory, "haproxy.cfg")
        self._write(path, haproxy_configuration(
            self.port(name), [(node, self.port(node)) for node in self.node_names]
        ))
        check = subprocess.run(["haproxy", "-c", "-q", "-f", path], capture_output=True, text=True)
        if check.returncode != 0:
            raise Failure(f"haproxy refuses {path}:\n{check.stderr}")
        self.process(name).start(["haproxy", "-db", "-f", path])
        say(f"balancer starts at {self.url(name)}")

    # What is known of it

    def incarnation(self, name):
        """The incarnation that answers `ready`, or None where none does."""
        try:
            with HTTP.open(f"{self.url(name)}/api/v1/ready", timeout=2) as response:
                return int(response.headers["Torii-Node"])
        except (OSError, TypeError, ValueError, urllib.error.URLError):
            return None

    def describe(self):
        """Writes cluster.json; what does not run has no pid, what does not answer no incarnation."""
        description = {
            "dir": self.directory,
            "balancer": self.url("balancer") if self.settings["balancer"] else None,
            "zookeeper": f"{HOST}:{self.port('zookeeper')}",
            "zookeeperPid": self.process("zookeeper").pid(),
            "nodes": [
                {
                    "name": name,
                    "url": self.url(name),
                    "pid": self.process(name).pid(),
                    "incarnation": self.incarnation(name) if self.process(name).pid() else None,
                }
                for name in self.node_names
            ],
        }
        self._write(self.description_file, json.dumps(description, indent=2) + "\n")

    @staticmethod
    def _write(path, text, mode=0o644):
        descriptor = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with open(descriptor, "w") as file:
            file.write(text)
        os.replace(path + ".new", path)


def haproxy_configuration(port, nodes):
    servers = "\n".join(f"    server {name} {HOST}:{node_port} check" for name, node_port in nodes)
    return f"""# Written by cluster/up.
global
    log stdout format raw local0 notice
    maxconn 4000

defaults
    mode http
    log global
    # A client that goes away must reach the node, which then cancels its statement. Works in `defaults` only.
    option abortonclose
    timeout connect 1s
    timeout client 1h
    # A synchronous statement answers when it has ended.
    timeout server 1h
    timeout http-request 10s
    timeout http-keep-alive 60s
    timeout check 1s
    # Another node where a connect fails, for then nothing was sent. Nothing else is tried again: it may have been done.
    retries {max(1, len(nodes) - 1)}
    retry-on conn-failure
    option redispatch 1

frontend gateway
    bind {HOST}:{port}
    http-request set-header X-Real-IP %[src]
    default_backend nodes

backend nodes
    balance roundrobin
    option httpchk GET /api/v1/ready
    http-check expect status 200
    default-server inter 1s fall 2
{servers}
"""


def prepare(configuration):
    """Installs what is missing, builds where needed, and fetches the flights."""
    if subprocess.run([os.path.join(TOP, "scripts", "setup")]).returncode != 0:
        raise Failure("scripts/setup failed")
    for program in ("java", "haproxy", "swift"):
        if shutil.which(program) is None:
            raise Failure(f"{program} is not on the PATH")
    # Tests set it: their runner has built everything and holds the build folder.
    if not os.environ.get("TORII_CLUSTER_SKIP_BUILD"):
        say(f"building torii ({configuration}); the first time takes some minutes")
        if subprocess.run(["swift", "build", "-c", configuration, "--product", "torii"], cwd=TOP).returncode != 0:
            raise Failure("the build failed")
    flights.fetch()


def add_directory(parser):
    parser.add_argument("--dir", default=os.path.join(TOP, "var", "cluster"), help="where it lives; default: var/cluster")


def add_settings(parser):
    parser.add_argument("--nodes", type=int, default=3, metavar="N", help="how many nodes; default: 3")
    add_directory(parser)
    parser.add_argument(
        "--port-base", type=int, default=10099, metavar="P",
        help="P is the balancer's port, P+1 to P+N the nodes', P+N+1 ZooKeeper's; default: 10099",
    )
    parser.add_argument("--no-balancer", action="store_true", help="start no HAProxy")
    parser.add_argument("--configuration", choices=["release", "debug"], default="release", help="default: release")


def settings_of(arguments):
    if not 1 <= arguments.nodes <= 50:
        raise Failure("--nodes must be from 1 to 50")
    if not 1 <= arguments.port_base <= 65535 - arguments.nodes - 1:
        raise Failure("--port-base leaves no room for the ports")
    return {
        "nodes": arguments.nodes,
        "portBase": arguments.port_base,
        "balancer": not arguments.no_balancer,
        "configuration": arguments.configuration,
    }


def bring_up(arguments):
    wanted = settings_of(arguments)
    cluster = Cluster(arguments.dir)
    with cluster.locked():
        cluster.configure(wanted)
        prepare(wanted["configuration"])
        cluster.up()
    return cluster


SIGNALS = {"kill": signal.SIGKILL, "pause": signal.SIGSTOP, "resume": signal.SIGCONT}
