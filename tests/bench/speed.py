"""`./dangan bench speed`: pages a minute beside OCRmyPDF's on the same PDF in the same run; prints a table in Markdown.

    ./dangan bench speed [--pages 40] [--kinds office200 digital] [--ocrmypdf PATH]
    ./dangan bench speed --pages 1000 --kinds office200

dangan reads and recovers the tables, OCRmyPDF (plain, one Tesseract job a process) only adds a text layer. Both have
as many processes, and dangan's are warm. OCRmyPDF is looked for on PATH; `pipx install ocrmypdf` brings it, Tesseract
with chi_sim and Ghostscript must be there. A document of more than a hundred pages shows what each hundred costs, and
how much memory the reading processes hold: neither may grow.
"""

import argparse
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import pikepdf

from archive.records import PageImage, PageReading
from ocr.files.detect import PDF
from ocr.reader import SLICE, ChildReader, build_reader
from tests.generator import make

EDITIONS = ("2019", "2021", "2014")
DISTINCT = 40
"""Pages that differ; a longer document repeats them."""
COLUMNS = (
    "document",
    "pages",
    "dangan, pages/min",
    "OCRmyPDF, pages/min",
    "ratio",
    "dangan, s/page",
    "processor",
    "OCRmyPDF, s/page",
    "processor",
    "MB a process",
)
RUN = 100
COMPARED = 120
"""OCRmyPDF takes no longer documents here: it would take hours."""


@dataclass
class Cost:
    """What reading a document cost: seconds by the clock, in all and until each page, seconds of all processors (0 where the
    system does not say), and MB of the largest process at each page."""

    pages: int
    seconds: float
    processor: float = 0.0
    stamps: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    @property
    def per_minute(self) -> float:
        """Pages a minute."""
        return 60 * self.pages / self.seconds


def document(kind: str, pages: int, seed: int) -> bytes:
    """A PDF of generated reports one after another; beyond `DISTINCT` pages they come again."""
    volume = pikepdf.new()
    sources = []
    while len(volume.pages) < min(pages, DISTINCT):
        made = make(seed, EDITIONS[seed % 3], kind, delivery="pdf", two_up=False)
        sources.append(pikepdf.open(io.BytesIO(made.content)))
        volume.pages.extend(sources[-1].pages)
        seed += 1
    distinct = list(volume.pages)[: min(pages, DISTINCT)]
    del volume.pages[len(distinct) :]
    for page in islice(cycle(distinct), pages - len(distinct)):
        volume.pages.append(page)
    out = io.BytesIO()
    volume.save(out)
    return out.getvalue()


def read(reader: ChildReader, path: Path, pages: int, processes: int) -> Cost:
    """Read a document whole, tables and reports included, with processes that are all warm: each had a slice before."""
    for _ in reader.read_pages(path, PDF, 1, min(pages, SLICE * processes)):
        pass
    children = _children()
    used = _processor(children)
    started = time.perf_counter()
    cost = Cost(pages, 0.0)
    found: list[PageReading] = []
    for page, _ in reader.read_pages(path, PDF, 1, pages):
        found.append(page)
        cost.stamps.append(time.perf_counter() - started)
        cost.memory.append(max((_resident(child) for child in {*children, *_children()}), default=0.0))
    reader.assemble(found, _no_image, path.name)
    cost.seconds = time.perf_counter() - started
    cost.processor = _processor(children) - used
    return cost


def _no_image(number: int) -> PageImage:
    raise AssertionError(f"The image of page {number} was asked for.")


def recognise(program: str, path: Path, pages: int, processes: int, *, force: bool) -> Cost:
    """OCRmyPDF on the same document; raises `CalledProcessError` with its own words."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "--quiet", "--jobs", str(processes), "--language", "chi_sim", "--output-type", "pdf"]
        command += [*(["--force-ocr"] if force else []), str(path), str(Path(folder) / "out.pdf")]
        started, used = time.perf_counter(), _ended()
        subprocess.run(command, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, capture_output=True, text=True)
        return Cost(pages, time.perf_counter() - started, _ended() - used)


def _children() -> set[int]:
    """The processes that this one started, by their ids; none where the system does not say."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    others = Path("/proc/self/task").glob("*/children") if listed.exists() else ()
    return {int(number) for listing in others for number in listing.read_text().split()}


def _processor(processes: set[int]) -> float:
    """Seconds that this process, others and what they started and ended have computed."""
    fields = [
        stat.read_text().rpartition(")")[2].split() for p in processes if (stat := Path(f"/proc/{p}/stat")).exists()
    ]
    return time.process_time() + sum(sum(map(int, f[11:15])) for f in fields) / os.sysconf("SC_CLK_TCK")


def _ended() -> float:
    """Seconds that ended processes have computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident(process: int) -> float:
    """MB that a process holds in memory; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def table(rows: Sequence[tuple[str, Cost, Cost | None]]) -> str:
    """The comparison, one document a line."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS)]
    for name, ours, theirs in rows:
        others = ["–"] * 4
        if theirs:
            others = [f"{theirs.per_minute:.1f}", f"{ours.per_minute / theirs.per_minute:.1f}", *_a_page(theirs)]
        memory = f"{max(ours.memory, default=0.0):.0f}"
        cells = [name, str(ours.pages), f"{ours.per_minute:.1f}", *others[:2], *_a_page(ours), *others[2:], memory]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _a_page(cost: Cost) -> list[str]:
    return [f"{cost.seconds / cost.pages:.2f}", f"{cost.processor / cost.pages:.2f}"]


def hundreds(cost: Cost) -> Iterator[str]:
    """What each hundred pages of a long document cost."""
    yield "| pages | s/page | MB a process |"
    yield "|---|---|---|"
    for first in range(0, cost.pages, RUN):
        last = min(first + RUN, cost.pages)
        before = cost.stamps[first - 1] if first else 0.0
        seconds = (cost.stamps[last - 1] - before) / (last - first)
        yield f"| {first + 1} to {last} | {seconds:.2f} | {max(cost.memory[first:last]):.0f} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    options = _options(arguments)
    program = shutil.which(options.ocrmypdf)
    reader = build_reader(options.engine, options.processes)
    rows: list[tuple[str, Cost, Cost | None]] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in options.kinds:
            path = Path(folder) / f"{kind}.pdf"
            path.write_bytes(document(kind, options.pages, options.seed))
            ours = read(reader, path, options.pages, options.processes)
            compared = program if options.pages <= COMPARED else None
            theirs = None
            if compared:
                theirs = recognise(compared, path, options.pages, options.processes, force=kind == "digital")
            rows.append((kind, ours, theirs))
            if options.pages > RUN:
                print("\n".join((f"\n{kind}\n", *hundreds(ours))), flush=True)
    reader.close()
    print(f"\nengine {options.engine}, {options.processes} processes each, {os.cpu_count()} processors\n")
    print(table(rows))
    _explain(program, options)
    return 0


def _explain(program: str | None, options: argparse.Namespace) -> None:
    if program is None:
        print(f"\n{options.ocrmypdf} was not found: no comparison. Run: pipx install ocrmypdf", file=sys.stderr)
    elif options.pages > COMPARED:
        print(f"\nOCRmyPDF is compared on at most {COMPARED} pages.", file=sys.stderr)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nThe process that hands out the pages held {largest:.0f} MB at most.")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dangan bench speed", description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=DISTINCT, help="pages of each document")
    parser.add_argument("--kinds", nargs="+", default=["office200", "digital"], help="levels of the generator")
    parser.add_argument("--seed", type=int, default=1, help="the first report's style")
    parser.add_argument("--processes", type=int, default=2, help="processes of each program")
    parser.add_argument("--engine", default="rapidocr", choices=["rapidocr", "tesseract"])
    parser.add_argument("--ocrmypdf", default="ocrmypdf", help="the program, by its name on PATH or by its path")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
