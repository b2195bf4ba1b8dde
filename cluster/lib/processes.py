"""Background processes with pid files that are checked before anything is signalled."""

import json
import os
import signal
import socket
import subprocess
import sys
import time


class Failure(Exception):
    """Ends a command with a message for people."""


def say(text):
    print(text, flush=True)


def boot_id():
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()


def process_facts(pid):
    """State and start time of a process (proc(5)), or None where there is none."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[19])


class Background:
    """One background process: its pid file is DIR/run/NAME.pid, its log DIR/logs/NAME.log.

    A pid may belong to somebody else by now. So the file holds the start time and the boot too, and a process counts as ours
    only where all three agree.
    """

    def __init__(self, directory, name):
        self.name = name
        self.pid_file = os.path.join(directory, "run", f"{name}.pid")
        self.log = os.path.join(directory, "logs", f"{name}.log")

    def pid(self):
        """The pid of the running process, or None."""
        try:
            with open(self.pid_file) as file:
                known = json.load(file)
        except (FileNotFoundError, ValueError):
            return None
        facts = process_facts(known["pid"])
        if known["boot"] != boot_id() or facts is None or facts[0] in "ZX" or facts[1] != known["start"]:
            return None
        return known["pid"]

    def start(self, command, environment=None):
        os.makedirs(os.path.dirname(self.pid_file), exist_ok=True)
        os.makedirs(os.path.dirname(self.log), exist_ok=True)
        with open(self.log, "ab") as log:
            log.write(f"--- {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {' '.join(command)}\n".encode())
            log.flush()
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment
            )
        facts = process_facts(process.pid)
        with open(self.pid_file + ".new", "w") as file:
            json.dump({"pid": process.pid, "start": facts[1], "boot": boot_id()}, file)
        os.replace(self.pid_file + ".new", self.pid_file)
        return process.pid

    def signal(self, number):
        """Sends a signal; returns whether there was a process."""
        pid = self.pid()
        if pid is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    def ask_to_stop(self):
        # A paused process takes no SIGTERM before it goes on.
        return self.signal(signal.SIGTERM) and self.signal(signal.SIGCONT)

    def wait_for_end(self, seconds):
        """Waits for the end, and kills what has not ended by then. Returns whether it ended by itself."""
        deadline = time.monotonic() + seconds
        while self.pid() is not None and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        ended = self.pid() is None
        if not ended:
            self.signal(signal.SIGKILL)
            while self.pid() is not None:
                self._reap()
                time.sleep(0.05)
        self._reap()
        if os.path.exists(self.pid_file):
            os.remove(self.pid_file)
        return ended

    @staticmethod
    def _reap():
        try:
            while os.waitpid(-1, os.WNOHANG)[0] != 0:
                pass
        except ChildProcessError:
            pass

    def log_tail(self, lines=15):
        try:
            with open(self.log, errors="replace") as file:
                return "".join(f"    {line}" for line in file.readlines()[-lines:])
        except FileNotFoundError:
            return ""

    def wait_until(self, is_ready, seconds, what):
        """Waits until `is_ready()` is neither None nor False (an incarnation may be 0), and returns it; fails where the process ends
        before, or the time is up."""
        deadline = time.monotonic() + seconds
        while True:
            result = is_ready()
            if result is not None and result is not False:
                return result
            if self.pid() is None:
                raise Failure(f"{self.name} has ended before {what}; the end of {self.log}:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise Failure(f"{self.name}: not {what} within {seconds} s; the end of {self.log}:\n{self.log_tail()}")
            time.sleep(0.05)


def is_port_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def run_command(main):
    """Runs a command's main function and turns failures into a message and a status."""
    try:
        sys.exit(main() or 0)
    except Failure as failure:
        print(f"{os.path.relpath(sys.argv[0])}: {failure}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
