"""Hints between text and tables: figures that the prose states about applications, disputes and fees.

What counts as such a figure is data (`text.toml`). A hint is given only where the prose names one figure for a subject,
and it agrees with none of the sums that it may mean; all values must be free of doubt.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cache
from importlib.resources import files

import cn2an

from archive.records import Edition, Finding, Record, Section
from archive.relations.hints import hint

NUMBER = r"(?P<n>\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+)"
UNIT = r"(?:件次|件|份|宗|起|条|例|个|次|人次)"
YEAR = re.compile(r"(?<!\d)(20\d{2})年")
SENTENCE = re.compile(r"[^。;!?]+")
CLAUSE_ENDS = ",:"
SHORTEST = 6  # characters of the shortest sentence with a figure: 予以公开一件
ONE_YUAN = Decimal("0.0001")  # in 万元


class Subject(Record):
    """What a figure of the prose may be about; the fields are explained in `text.toml`."""

    id: str
    words: str
    editions: tuple[Edition, ...]
    needs: tuple[str, ...]
    accepts: tuple[tuple[str, ...], ...]
    patterns: tuple[str, ...]
    zero: tuple[str, ...]
    unless: str


class Stated(Record):
    """A figure and the words that state it."""

    value: Decimal
    words: str


@cache
def subjects_of(edition: Edition) -> tuple[Subject, ...]:
    """All subjects of an edition; none for `none`, which has no metrics."""
    data = tomllib.loads((files(__package__) / "text.toml").read_text(encoding="utf-8"))
    return tuple(
        subject for entry in data["subjects"] if edition in (subject := Subject.model_validate(entry)).editions
    )


def check_text(
    edition: Edition, sections: Sequence[Section], values: Mapping[str, Decimal | None], year: int | None
) -> tuple[Finding, ...]:
    """Hold the figures of the prose against values as `hints.sure_values` gives them; one finding per subject."""
    sentences = [sentence for section in sections for sentence in _sentences(section.text)]
    findings = []
    for subject in subjects_of(edition):
        accepted = _accepted(subject, values)
        stated = _stated(subject, sentences, year) if accepted else None
        if stated is not None and not _agrees(stated.value, accepted):
            findings.append(_finding(subject, stated, accepted[0]))
    return tuple(findings)


def stated_values(
    edition: Edition, sections: Sequence[Section], year: int | None, metrics: AbstractSet[str]
) -> dict[str, Decimal]:
    """What the prose says of single metrics, of those that are asked for."""
    subjects = [one for one in subjects_of(edition) if len(one.accepts[0]) == 1 and one.accepts[0][0] in metrics]
    sentences = [sentence for section in sections for sentence in _sentences(section.text)] if subjects else []
    found = {subject.accepts[0][0]: _stated(subject, sentences, year) for subject in subjects}
    return {metric: stated.value for metric, stated in found.items() if stated is not None}


def _stated(subject: Subject, sentences: Sequence[str], year: int | None) -> Stated | None:
    """The one figure that the prose states on a subject, None where it states none or several."""
    told = [sentence for sentence in sentences if any(word in sentence for word in subject.needs)]
    stated = [found for sentence in told for found in figures(subject, sentence, year)]
    return stated[0] if len({found.value for found in stated}) == 1 else None


def _agrees(value: Decimal, accepted: Sequence[Decimal]) -> bool:
    """A figure may be any of the sums; none at all is said of the whole, which is the first."""
    return value in (accepted if value else accepted[:1])


def figures(subject: Subject, sentence: str, year: int | None) -> Iterator[Stated]:
    """The figures that one sentence (NFKC, no white space) states on a subject, for the year reported on."""
    for pattern, is_zero in _compiled(subject):
        for match in pattern.finditer(sentence):
            clause = _clause(sentence, match)
            if re.search(subject.unless, clause) or _speaks_of_another_year(sentence[: match.end()], year):
                continue
            value = Decimal(0) if is_zero else _value(match)
            if value is not None:
                yield Stated(value=value, words=match[0])


@cache
def _compiled(subject: Subject) -> tuple[tuple[re.Pattern[str], bool], ...]:
    stated = [re.compile(pattern.replace("{N}", NUMBER).replace("{U}", UNIT)) for pattern in subject.patterns]
    return (*((pattern, False) for pattern in stated), *((re.compile(pattern), True) for pattern in subject.zero))


def _sentences(text: str) -> Iterator[str]:
    """Line by line, for a table's cells stand one a line and are no prose."""
    for line in text.splitlines():
        if len(line) >= SHORTEST:
            yield from SENTENCE.findall("".join(unicodedata.normalize("NFKC", line).split()))


def _clause(sentence: str, match: re.Match[str]) -> str:
    start = max(sentence.rfind(mark, 0, match.start()) for mark in CLAUSE_ENDS) + 1
    ends = [end for mark in CLAUSE_ENDS if (end := sentence.find(mark, match.end())) >= 0]
    return sentence[start : min(ends, default=len(sentence))]


def _speaks_of_another_year(told: str, year: int | None) -> bool:
    """Whether the last year that was named before a figure's end is not the one reported on."""
    named = YEAR.findall(told)
    return year is not None and bool(named) and int(named[-1]) != year


def _value(match: re.Match[str]) -> Decimal | None:
    digits = match["n"].replace(",", "").replace("两", "二").replace("〇", "零")
    try:
        value = Decimal(digits if digits[0].isdigit() else int(cn2an.cn2an(digits, "smart")))
    except (ValueError, ArithmeticError):
        return None
    return value * ONE_YUAN if match.groupdict().get("amount") == "元" else value


def _accepted(subject: Subject, values: Mapping[str, Decimal | None]) -> list[Decimal]:
    """The sums that the figure may be; none where the first of them is in doubt or not stated at all."""
    if any(metric not in values for metrics in subject.accepts for metric in metrics):
        return []
    first = [values[metric] for metric in subject.accepts[0]]
    if all(value is None for value in first):
        return []
    return [sum((values[metric] or Decimal(0) for metric in metrics), Decimal(0)) for metrics in subject.accepts]


def _finding(subject: Subject, stated: Stated, expected: Decimal) -> Finding:
    message = f"正文写“{stated.words}”，表中{subject.words}为{expected}"
    return hint(f"text.{subject.id}", subject.accepts[0], message)
