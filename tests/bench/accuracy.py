"""`./dangan bench accuracy`: metric cells read right, silently wrong, in doubt and missing, per level and family of styles.

Held-out styles are drawn from ranges that no tuning has looked at; both families are reported. Graded is the record as
`./dangan show` gives it, held against the form's relations; what the readers alone had silently wrong is counted beside.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from archive.derived.checking import checked
from archive.errors import DanganError
from archive.ports import Reader
from archive.records import PageImage, ReportReading
from ocr.reader import build_reader
from tests.bench.grading import Score, grade, table
from tests.generator import make
from tests.generator.degrade import LEVELS

EDITIONS = ("2019", "2021", "2014")


def read(reader: Reader, path: Path) -> tuple[ReportReading, ...]:
    """A file through the whole chain of recognition, as the archive's workflow does it."""
    outline = reader.outline(path, path.name)
    pages, images = [], {}
    for page, image in reader.read_pages(path, outline.media_type, 1, outline.pages):
        pages.append(page)
        images[page.number] = image

    def image_of(number: int) -> PageImage:
        return images[number]

    return reader.assemble(pages, image_of, path.name)


def score_one(reader: Reader, seed: int, edition: str, level: str, family: str, keep: Path | None) -> Score:
    """Generate one report, read it, grade it; a refusal counts every cell as missing."""
    made = make(seed, edition, level, family)  # type: ignore[arg-type]
    name = f"{family}-{edition}-{level}-{seed}"
    with tempfile.TemporaryDirectory() as folder:
        path = (keep or Path(folder)) / f"{name}{Path(made.filename).suffix}"
        path.write_bytes(made.content)
        started = time.perf_counter()
        try:
            reports = read(reader, path)
        except DanganError as error:
            print(f"{name}: {error}", file=sys.stderr)
            reports = ()
        seconds = time.perf_counter() - started
    reading = max(reports, key=lambda r: len(r.observations), default=None)
    score = grade(made.truth, shown(reading), name)
    score.silently_read = grade(made.truth, reading, name).silently_wrong
    score.seconds = seconds
    return score


def shown(reading: ReportReading | None) -> ReportReading | None:
    """The reading with its values as the archive shows them, doubted or proposed by the form's relations."""
    return reading and reading.model_copy(update={"observations": checked(reading, reading.year).observations})


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit 1 where a value is silently wrong."""
    options = _options(arguments)
    reader = build_reader(options.engine)
    silent = 0
    for family in options.family:
        rows = []
        for level in options.levels:
            total = Score()
            for number in range(options.styles):
                edition = options.editions[number % len(options.editions)]
                total.add(score_one(reader, options.seed + number, edition, level, family, options.keep))
            rows.append((level, total))
            silent += total.silently_wrong
            _explain(total, options.verbose)
        print(f"\n{family} styles {options.seed} to {options.seed + options.styles - 1}, engine {options.engine}\n")
        print(table(rows), flush=True)
    return 1 if silent else 0


def _explain(score: Score, verbose: bool) -> None:
    for line in score.wrong:
        print("silently wrong:", line, file=sys.stderr)
    if verbose:
        for reason, count in score.reasons.most_common(8):
            print(f"  {count:5} {reason}", file=sys.stderr)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dangan bench accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first style's seed")
    parser.add_argument("--styles", type=int, default=6, help="how many styles a level")
    parser.add_argument("--levels", nargs="+", default=list(LEVELS), choices=list(LEVELS))
    parser.add_argument("--family", nargs="+", default=["tuned", "heldout"], choices=["tuned", "heldout"])
    parser.add_argument("--editions", nargs="+", default=list(EDITIONS))
    parser.add_argument("--engine", default="rapidocr", choices=["rapidocr", "tesseract"])
    parser.add_argument("--keep", type=Path, help="a folder to keep the generated files in")
    parser.add_argument("--verbose", action="store_true", help="also say what the doubts are")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
