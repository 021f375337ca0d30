"""A corpus of any size grown from the sentences of a real report and of the tests: six sections a report."""

import itertools
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from archive.records import ReportRecord, Section
from tests.search.corpus import SENTENCES, office_of, report

SECTIONS = 6
LENGTH = 470  # characters of a section, the mean of the seed report
YEARS = 8  # reports of an office
SAMPLE = Path(__file__).parents[2] / "web" / "demo" / "samples" / "kaixuandonglu-2020.txt"
MASTERS = 64  # sets of observations, shared by reports: making them costs more than indexing them


def rare(number: int) -> str:
    """A phrase that stands in one section only."""
    return f"文号第{number:07d}号"


def grown(sections: int) -> Iterator[ReportRecord]:
    """Reports of about `sections` sections in all."""
    chance = random.Random(11)
    masters = _masters()
    for number in range(sections // SECTIONS):
        office, year = office_of(number // YEARS), 2014 + number % YEARS
        master = masters[number % MASTERS // YEARS * YEARS + number % YEARS]
        yield master.model_copy(
            update={
                "id": f"{office.id}-{year}",
                "title": f"{office.name}{year}年政府信息公开工作年度报告",
                "office": office,
                "sections": tuple(
                    _section(number * SECTIONS + at, at + 1, office.name, year, chance) for at in range(SECTIONS)
                ),
            }
        )


def _section(serial: int, number: int, office: str, year: int, chance: random.Random) -> Section:
    parts = [rare(serial)]
    size = 0
    while size < LENGTH:
        sentence = chance.choice(_sentences()).format(
            office=office, year=year, **{letter: chance.randint(0, 2000) for letter in "abcd"}
        )
        parts.append(sentence)
        size += len(sentence)
    return Section.model_construct(
        number=number, title=f"第{number}部分", text="\n".join(parts), pages=(number,), runs=()
    )


@cache
def _sentences() -> tuple[str, ...]:
    """The sentences, with places for an office, a year and numbers; those of the sample have their numbers varied."""
    printed = re.split(r"(?<=[。；\n])", SAMPLE.read_text(encoding="utf-8"))
    plain = [re.sub(r"[{}]", "", sentence).strip() for sentence in printed]
    letters = itertools.cycle("abcd")
    varied = [re.sub(r"\d{1,4}(?!\d|年)", lambda _: "{" + next(letters) + "}", sentence) for sentence in plain]
    return (*SENTENCES, *(sentence for sentence in varied if len(sentence) > 10))


def _masters() -> list[ReportRecord]:
    chance = random.Random(12)
    return [report(0, 2014 + number % YEARS, chance) for number in range(MASTERS)]
