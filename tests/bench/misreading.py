"""Readings of reports with consistent values, with the errors that recognition makes: for measuring detection and repair.

The model follows what the reader emits on bad scans (24 generated reports at 150 dpi, as fax and as photographs): of the
values that it got wrong most were not read at all (ink that gave no number, rows that were not found), and wrong digits
stood in cells that it doubted itself. Of the cells that it read right, some in a hundred are in doubt all the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Literal

from archive.forms import load_form
from archive.records import Alternative, CellReading, Edition, Observation, Section, Status
from tests.generator.content import draw_report, printed_values, sections_of
from tests.generator.printing import Printed
from tests.generator.style import draw_style

Kind = Literal["digit", "unread", "missing"]

ALIKE = {"1": "7", "7": "1", "0": "689", "6": "0589", "8": "0369", "9": "068", "3": "8", "5": "6"}
WEAK = "识读把握不足"
INK = "有印迹而未能识读"
# Right values in doubt, of a hundred (measured: 2 at 150 dpi and on photographs, 9 as fax).
DOUBTED = 0.03
# How a wrong digit shows: the readers differ; both are wrong and unsure, the right one (or that there is none) is second,
# but a lost digit leaves no trace; both are wrong alike, fairly sure, and nothing shows it.
WAYS = ("differ", "unsure", "alike")
SHARES = (0.4, 0.4, 0.2)
# What recognition makes of print that it cannot read as a number.
SCRAPS = ("o", "à", "U", "(", "")


@dataclass(frozen=True)
class Truth:
    """A report's printed values by metric, as an ideal reader would give them, and its text."""

    edition: Edition
    year: int
    observations: tuple[Observation, ...]
    sections: tuple[Section, ...]


def truth(seed: int, edition: Edition, errors: int = 0) -> Truth:
    """The report of a seed; `errors` sums are wrong by the office's own fault."""
    rng, style = Random(f"repair/{seed}"), draw_style(seed, "tuned")
    report = draw_report(rng, edition, style, errors=errors)
    printed = printed_values(report, style, rng)
    sections = tuple(
        Section(number=one.number, title=one.title, text=one.text, pages=(1,))
        for one in sections_of(report, printed, style, rng)
    )
    values = tuple(_printed(metric.id, metric.unit, printed[metric.id]) for metric in load_form(edition).metrics)
    return Truth(edition, report.year, values, sections)


def _printed(metric: str, unit: str | None, printed: Printed) -> Observation:
    status = Status.NOT_STATED if printed.value is None else Status.CERTAIN
    return seen(Observation(metric=metric, value=printed.value, unit=unit, raw=printed.raw, status=status), 0.99, 0.98)


def seen(observation: Observation, first: float, second: float) -> Observation:
    """A value that both readers saw alike, this sure of it; a blank that neither saw anything in."""
    value = observation.value
    readings = () if value is None else (_view("cell", value, first), _view("page", value, second))
    return observation.model_copy(update={"readings": readings, "confidence": first, "page": 1, "box": (0, 0, 1, 1)})


def _view(reader: str, raw: str, sure: float, others: tuple[Alternative, ...] = ()) -> CellReading:
    return CellReading(reader=reader, raw=raw, confidence=round(sure, 4), alternatives=others)


def doubted(observations: Sequence[Observation], rng: Random, share: float = DOUBTED) -> tuple[Observation, ...]:
    """The same values, some of the right ones in doubt."""
    return tuple(_unsure(one, rng) if one.value is not None and rng.random() < share else one for one in observations)


def _unsure(observation: Observation, rng: Random) -> Observation:
    sure = rng.uniform(0.4, 0.89)
    return seen(observation, sure, sure).model_copy(update={"status": Status.DOUBTFUL, "reason": WEAK})


def injected(observation: Observation, kind: Kind, rng: Random) -> Observation:
    """The value as a bad scan would give it; the value that is read differs from the printed one."""
    ways: dict[Kind, Callable[[Observation, Random], Observation]] = {
        "digit": _digit,
        "unread": _unread,
        "missing": _lost,
    }
    return ways[kind](observation, rng)


def _lost(observation: Observation, rng: Random) -> Observation:
    return Observation(metric=observation.metric, value=None, unit=observation.unit, raw=None, status=Status.MISSING)


def _unread(observation: Observation, rng: Random) -> Observation:
    """Ink in which no number was recognised; sometimes the number is what one of the characters nearly was."""
    raw, value = rng.choice(SCRAPS), observation.value or ""
    near = (Alternative(at=0, char=value, confidence=0.1),) if raw and len(value) == 1 and rng.random() < 0.6 else ()
    reason = f"“{raw}”不是数值；{WEAK}" if raw else INK
    return observation.model_copy(
        update={
            "value": None,
            "raw": raw,
            "status": Status.DOUBTFUL,
            "confidence": 0.6 if raw else 0.0,
            "readings": (_view("page", raw, rng.uniform(0.5, 0.9), near),) if raw else (),
            "reason": reason,
        }
    )


def _digit(observation: Observation, rng: Random) -> Observation:
    value = observation.value or "0"
    wrong, at = misread(value, rng)
    way = rng.choices(WAYS, SHARES)[0]
    if way == "differ":
        views = [_view("cell", wrong, rng.uniform(0.5, 0.99)), _view("page", value, rng.uniform(0.5, 0.99))]
        rng.shuffle(views)
        # The best reader is first; an error is injected only where it is the one that is wrong.
        views.sort(key=lambda one: one.raw != wrong)
        return _read(
            observation, wrong, views, (wrong, value), "各次识读不一致：" + "、".join(f"“{v.raw}”" for v in views)
        )
    sure = rng.uniform(0.3, 0.89) if way == "unsure" else rng.uniform(0.90, 0.945)
    others: tuple[Alternative, ...] = ()
    if way == "unsure" and len(wrong) >= len(value):
        char = value[at] if len(wrong) == len(value) else ""
        others = (Alternative(at=at, char=char, confidence=0.15),)
    views = [_view("cell", wrong, sure, others), _view("page", wrong, sure)]
    return _read(observation, wrong, views, (wrong,), WEAK if way == "unsure" else None)


def _read(
    observation: Observation, value: str, views: list[CellReading], candidates: tuple[str, ...], reason: str | None
) -> Observation:
    return observation.model_copy(
        update={
            "value": value,
            "raw": views[0].raw,
            "status": Status.DOUBTFUL if reason else Status.CERTAIN,
            "confidence": views[0].confidence,
            "readings": tuple(views),
            "candidates": candidates,
            "reason": reason,
        }
    )


def misread(value: str, rng: Random) -> tuple[str, int]:
    """A number with one typical error, and where: a digit taken for a like one, lost, or doubled."""
    found = [
        (value[:at] + other + value[at + 1 :], at) for at, digit in enumerate(value) for other in ALIKE.get(digit, "")
    ]
    found += [(value[:at] + value[at + 1 :], at) for at in range(len(value)) if len(value) > 1]
    found += [(value[: at + 1] + value[at:], at) for at in range(len(value)) if value != "0"]
    sound = [(text, at) for text, at in found if text == str(int(text)) and text != value]
    return rng.choice(sound or [("8", 0)])


def shift(observations: Sequence[Observation], run: Sequence[str], rng: Random) -> tuple[Observation, ...]:
    """A run of cells whose contents stand one place further on; the first is left bare, the last one's content is lost."""
    by_metric = {one.metric: one for one in observations}
    moved = {target: by_metric[source] for source, target in pairwise(run)}
    bare = rng.random() < 0.5
    return tuple(
        _placed(one, moved[one.metric])
        if one.metric in moved
        else (_emptied(one, bare=bare) if one.metric == run[0] else one)
        for one in observations
    )


def _placed(target: Observation, content: Observation) -> Observation:
    return content.model_copy(update={"metric": target.metric, "unit": target.unit, "box": target.box})


def _emptied(observation: Observation, *, bare: bool) -> Observation:
    value = None if bare else "0"
    status = Status.NOT_STATED if bare else Status.CERTAIN
    return seen(observation.model_copy(update={"value": value, "raw": value or "", "status": status}), 0.99, 0.98)
