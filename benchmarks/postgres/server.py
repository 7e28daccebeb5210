"""A PostgreSQL server for the benchmark: its data stay in a folder, and it ends with this process."""

import glob
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

HOST = "127.0.0.1"
SETTINGS = {
    "listen_addresses": HOST,
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "max_parallel_workers_per_gather": "0",  # COPY does not use them, and a cursor could
    "logging_collector": "off",
}


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def programs():
    """The folder of the newest installed server."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
    if not found:
        sys.exit("no PostgreSQL server is installed (Debian: postgresql)")
    return pathlib.Path(found[-1])


class Server:
    """with Server(folder) as server: server.uri"""

    def __init__(self, folder):
        self.folder = folder
        self.programs = programs()
        # A server does not run as root.
        self.user = {"user": "postgres"} if os.geteuid() == 0 else {}
        self.port = free_port()
        self.uri = f"postgresql://postgres@{HOST}:{self.port}/postgres"

    def __enter__(self):
        if not (self.folder / "PG_VERSION").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            if self.user:
                shutil.chown(self.folder, "postgres")
            self.run("initdb", "--pgdata", self.folder, "--username", "postgres", "--auth", "trust",
                     "--encoding", "UTF8", "--locale", "C.UTF-8")  # fmt: skip
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [self.programs / "postgres", "-D", self.folder, "-p", str(self.port), "-k", self.folder, *settings]
        with open(self.folder.with_name("server.log"), "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self.user)
        for _ in range(300):
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-h", HOST, "-p", str(self.port)], check=False)
            if ready.returncode == 0:
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"the server did not start: see {self.folder.with_name('server.log')}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)

    def run(self, program, *arguments):
        subprocess.run([self.programs / program, *arguments], check=True, stdout=sys.stderr, cwd="/", **self.user)

    def psql(self, *arguments):
        """What psql prints of one value for each row."""
        command = ["psql", self.uri, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
