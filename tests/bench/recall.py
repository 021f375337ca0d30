"""`./dangan bench recall`: true phrases found in bad scans, as read and with what doubtful characters may be.

A true phrase is a run of characters of the printed text of a section; it is found where the section that was read from
the scan has it. "Likely" adds what the section has if a doubtful character is read otherwise. "False" are likely
matches of phrases that differ from a true one in one character and are not printed: what the addition costs.

    ./dangan bench recall [--seed 900] [--reports 4] [--family tuned] [--levels bad150 fax100]

Styles are those that the reader was tuned on unless `--family heldout` asks for the others, which are kept for
`./dangan bench accuracy`: what is compared here is one reading with itself, with and without the likely matches.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.records import ReportReading
from ocr.reader import build_reader
from search.engines.tantivy import TantivyEngine
from search.query import Filters, Query
from search.text import fold
from tests.bench.accuracy import read
from tests.generator import make
from tests.search.corpus import report

SEED = 900  # beyond the seeds that tests and other benches begin with, so that a run looks at no style that these need
PHRASES = 400  # a report
LENGTH = 4


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dangan bench recall", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="of the first report; the others follow")
    parser.add_argument("--family", default="tuned", choices=["tuned", "heldout"], help="of styles")
    parser.add_argument("--reports", type=int, default=4)
    parser.add_argument("--levels", nargs="+", default=["bad150", "fax100"])
    parser.add_argument("--engine", default="rapidocr")
    asked = parser.parse_args(arguments)
    seeds = range(asked.seed, asked.seed + asked.reports)
    print(f"{asked.family} styles {seeds[0]} to {seeds[-1]}\n")
    print(f"| level | phrases of {LENGTH} | found as read | with likely ones | false |\n|---|---|---|---|---|")
    for level in asked.levels:
        counts = [sum(column) for column in zip(*_measured(level, seeds, asked), strict=True)]
        total, certain, likely, false = counts
        print(f"| {level} | {total} | {certain / total:.2%} | {(certain + likely) / total:.2%} | {false / total:.2%} |")
    return 0


def _measured(level: str, seeds: range, asked: argparse.Namespace) -> Iterator[tuple[int, int, int, int]]:
    """For each report: phrases, those found as read, those more that are likely, and false ones that are."""
    reader = build_reader(asked.engine)
    for seed in seeds:
        made = make(seed, ("2019", "2021")[seed % 2], level, asked.family)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report{Path(made.filename).suffix}"
            path.write_bytes(made.content)
            (reading, *_) = read(reader, path)
            texts = [section.text for section in made.truth.sections]
            yield _counted(_indexed(Path(folder) / "index", reading), texts, random.Random(seed))


def _indexed(folder: Path, reading: ReportReading) -> TantivyEngine:
    """One reading in an index of its own."""
    engine = TantivyEngine(folder)
    engine.replace(report(0, 2020, random.Random(0), sections=reading.sections))
    return engine


def _counted(engine: TantivyEngine, texts: list[str], chance: random.Random) -> tuple[int, int, int, int]:
    printed = [fold(text) for text in texts]
    whole = "\n".join(printed)
    certain = likely = false = 0
    for _ in range(PHRASES):
        text = chance.choice([text for text in printed if len(text) > LENGTH])
        start = chance.randrange(len(text) - LENGTH)
        phrase = text[start : start + LENGTH]
        answer = _answer(engine, phrase)
        certain += answer[0]
        likely += not answer[0] and answer[1]
        at = chance.randrange(LENGTH)
        wrong = phrase[:at] + chance.choice(whole.replace("\n", "")) + phrase[at + 1 :]
        false += wrong not in whole and not _answer(engine, wrong)[0] and _answer(engine, wrong)[1]
    return PHRASES, certain, likely, false


def _answer(engine: TantivyEngine, phrase: str) -> tuple[bool, bool]:
    """Whether some section has a phrase, whether some may have it."""
    found = engine.search(Query(text=phrase, literal=True, filters=Filters(), limit=0, facets=()))
    return found.total > 0, found.likely > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
