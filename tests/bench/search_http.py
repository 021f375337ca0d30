"""The same questions through the real web server, as a program asks them: JSON, three facets."""

import http.client
import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from search.query import Query
from tests.bench.search_questions import TEXTS, Times, latency, over_http
from tests.search.meili import free_port

SECONDS = 5.0
PATIENCE = 300.0  # seconds for a start: each process loads the application, a minute on a busy machine


@dataclass(frozen=True, slots=True)
class Served:
    """One question through HTTP: one client's times, requests a second of several, the server's processor a request in
    milliseconds.
    """

    times: Times
    rate: float
    processor: float


def served(sections: int, folder: Path, clients: int) -> tuple[dict[str, Served], float]:
    """Each text question, and the memory of the largest web process in MB."""
    with _server(folder) as (address, server):
        connection = http.client.HTTPConnection(address)
        found = {}
        for name in TEXTS:
            times = latency(partial(_get, connection), over_http(name), sections)
            with multiprocessing.get_context("spawn").Pool(clients) as pool:
                used = _processor(server)
                count = sum(pool.map(partial(_client, address, sections, name), range(clients)))
                used = _processor(server) - used
            found[name] = Served(times, count / SECONDS, 1000 * used / count)
        return found, max(map(memory, _family(server)))


def memory(pid: int) -> float:
    """MB that a process holds for itself: pages of files, which the system may take back, are not counted."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024
    return 0.0


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, int]]:
    """The address of a web server on a home whose index is `folder`/index, and its process."""
    port = free_port()
    environment = os.environ | {"DANGAN_HOME": str(folder), "DANGAN_RATE_LIMITS": "0"}
    command = [sys.executable, "-m", "web", "serve", "--no-worker", "--port", str(port)]
    with (folder / "serve.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _await(f"http://127.0.0.1:{port}/api/v1/search?q=x")
            yield f"127.0.0.1:{port}", server.pid
        finally:
            server.terminate()
            server.wait()


def _await(url: str) -> None:
    """Until the server answers; raises `TimeoutError` where it does not, for a first request would seem to be dropped."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"The server has not answered within {PATIENCE:.0f} s.")


def _get(connection: http.client.HTTPConnection, query: Query) -> object:
    asked = [("q", query.text), *(("year", str(year)) for year in query.filters.years)]
    asked += [("facet", name) for name in query.facets]
    address = f"/api/v1/search?{urllib.parse.urlencode(asked)}"
    for last in (False, False, True):
        try:
            connection.request("GET", address)
            with connection.getresponse() as answer:
                assert answer.status == 200
                return json.load(answer)
        except ConnectionError:  # a server may end a connection between two requests, and it is asked again
            connection.close()
            if last:
                raise
    return None


def _client(address: str, sections: int, name: str, seed: int) -> int:
    chance = random.Random(seed)
    connection = http.client.HTTPConnection(address)
    until, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        _get(connection, over_http(name)(chance, sections))
        count += 1
    return count


def _stats() -> dict[int, list[str]]:
    stats = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            stats[int(file.parent.name)] = file.read_text().rpartition(")")[2].split()
    return stats


def _family(pid: int) -> set[int]:
    """A process and all below it."""
    stats = _stats()
    family = {pid}
    while more := {child for child, stat in stats.items() if int(stat[1]) in family} - family:
        family |= more
    return family


def _processor(pid: int) -> float:
    """Seconds of the processor that a process and all below it have used; 0 where the system does not tell."""
    stats, family = _stats(), _family(pid)
    ticks = sum(int(stats[each][11]) + int(stats[each][12]) for each in family if each in stats)
    return ticks / os.sysconf("SC_CLK_TCK")
