"""When Chromium has painted the first image of a report's page: measured against the smallest page of the same server.

The server is the one that `./dangan serve` starts, warm; the browser keeps nothing between two pages. The pages take
turns, so that what else the machine does falls on all of them alike.
"""

import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GOAL_MS = 300
PATIENCE_S = 20
PAUSE_S = 0.02
SMALLEST = "/sign-in"
WARM = 8
"""Requests before any is measured: each of the server's processes has then made every kind of page."""

PAINTED = """
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (one.element?.id === 'leaf') window.image ??= one.startTime;
}).observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntriesByName('first-contentful-paint')) window.first = one.startTime;
}).observe({ type: 'paint', buffered: true });
"""
"""The browser's own word on the frame in which the page image was first on the screen, and on the first with anything."""


@dataclass
class Painted:
    """Milliseconds from the click to the frame, and those of the processor that the page's own thread took until then."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def first_images(home: Path, reports: Sequence[str]) -> dict[str, Painted]:
    """Each report's page twice, before which its image was not yet made and was, and the sign-in page as often."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return {}
    shutil.rmtree(home / "derived", ignore_errors=True)
    found: dict[str, Painted] = {}
    with served(home) as address, sync_playwright() as playwright:
        for path in (reports[0], SMALLEST) * WARM:
            urllib.request.urlopen(address + path).read()
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for report in reports:
            for name, path, seen in (
                ("the image is made now", report, "image"),
                ("the image was made before", report, "image"),
                ("the sign-in page's first paint", SMALLEST, "first"),
            ):
                clock, processor = _painted(browser, address + path, seen)
                of = found.setdefault(name, Painted())
                of.clock.append(clock)
                of.processor.append(processor)
        browser.close()
    return {name: Painted(of.clock[1:], of.processor[1:]) for name, of in found.items()}


def table(found: dict[str, Painted]) -> Iterator[str]:
    """The lines of the table; the last says how much later a report's image is seen than the smallest page."""
    if not found:
        return
    yield "| first image of a report page | ms, middle / 95 of 100 | processor of the page, ms |\n|---|---|---|"
    for name, of in found.items():
        late = " **over**" if high(of.clock) > GOAL_MS else ""
        yield f"| {name}{late} | {_both(of.clock)} | {_both(of.processor)} |"
    now, before, smallest = (statistics.median(of.clock) for of in found.values())
    yield f"\nThe image is seen {before / smallest:.2f} times as late as the smallest page, {now / smallest:.2f} where it is made."


def high(values: Sequence[float]) -> float:
    """The 95th of a hundred."""
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of `./dangan serve` over an archive."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "web", "serve", "--no-worker", "--port", str(port)]
    server = subprocess.Popen(command, env=environ | {"DANGAN_HOME": str(home)}, stdout=subprocess.DEVNULL)
    try:
        _await(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _await(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(PAUSE_S)
    raise RuntimeError("the server does not answer")


def _painted(browser: "Browser", address: str, seen: str) -> tuple[float, float]:
    context = browser.new_context()
    context.add_init_script(PAINTED)
    page = context.new_page()
    inside = context.new_cdp_session(page)
    inside.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    until = time.monotonic() + PATIENCE_S
    while (at := page.evaluate(f"() => window.{seen}")) is None:
        if time.monotonic() > until:
            raise RuntimeError(f"{address}: nothing was painted")
        time.sleep(PAUSE_S)
    used = {one["name"]: one["value"] for one in inside.send("Performance.getMetrics")["metrics"]}
    context.close()
    return float(at), used["TaskDuration"] * 1000


def _both(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f} / {high(values):.0f}"
