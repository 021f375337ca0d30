"""A real Meilisearch server for tests: one that is told by DANGAN_TEST_MEILI_URL, or one started for the occasion."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Running:
    """A server of our own."""

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def meilisearch_url(folder: Path) -> Iterator[str | None]:
    """The address of a server, None where there is neither an address nor a program to start."""
    told = os.environ.get("DANGAN_TEST_MEILI_URL")
    program = shutil.which("meilisearch")
    if told or not program:
        yield told
        return
    with running(program, folder, free_port()) as server:
        yield server.url


@contextmanager
def running(program: str, folder: Path, port: int, key: str | None = None) -> Iterator[Running]:
    """A server of its own in `folder`, ended by SIGTERM."""
    command = [program, "--db-path", str(folder / "data.ms"), "--dump-dir", str(folder / "dumps"), "--no-analytics"]
    command += ["--max-indexing-memory", "300MB", "--max-indexing-threads", "2"]  # by default 0.6 s a task, to allocate
    command += ["--http-addr", f"127.0.0.1:{port}", "--env", "development", "--log-level", "ERROR"]
    command += ["--master-key", key] if key else []
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            _await(f"http://127.0.0.1:{port}/health", process)
            yield Running(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url):
                return
        except urllib.error.URLError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")
