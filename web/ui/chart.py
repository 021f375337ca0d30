"""A small line chart as plain numbers, which the template draws as SVG. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 560, 200
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 14, 26
TICKS = 4
DIGIT, BESIDE = 9, 18
"""Room for a digit of a label, and beside the label: as large as on a phone, where the picture is small and its print is not."""
ROOMY = 8
"""So many years can all be named on a phone."""


@dataclass(frozen=True)
class Sample:
    """One year's value; `href` leads to where it was read; `doubtful` values are drawn hollow."""

    year: int
    value: Decimal
    series: str
    href: str
    doubtful: bool


@dataclass(frozen=True)
class Dot:
    """A value's place in the picture."""

    x: float
    y: float
    sample: Sample


@dataclass(frozen=True)
class Tick:
    """A mark on an axis; one that is `between` others goes first where there is little room."""

    at: float
    label: str
    between: bool = False


@dataclass(frozen=True)
class Chart:
    """Lines through the values of one series and neighbouring years; `breaks` are where the definition changes."""

    width: int
    height: int
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    years: tuple[Tick, ...]
    values: tuple[Tick, ...]
    breaks: tuple[float, ...]
    base: float
    left: float
    right: float


def chart(samples: Sequence[Sample]) -> Chart | None:
    """Draw values by year from zero up; None where there are fewer than two years."""
    years = sorted({sample.year for sample in samples})
    if len(years) < 2:
        return None
    top = nice_ceiling(max(sample.value for sample in samples))
    low = min(Decimal(0), *(sample.value for sample in samples))
    marks = ticks(low, top)
    left = max(LEFT, BESIDE + DIGIT * max(len(f"{mark:,f}") for mark in marks))
    across, up = _scale(years[0], years[-1], left, WIDTH - RIGHT), _scale(low, top, HEIGHT - BOTTOM, TOP)
    ordered = sorted(samples, key=lambda sample: (sample.series, sample.year))
    dots = tuple(Dot(across(sample.year), up(sample.value), sample) for sample in ordered)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        lines=tuple(" ".join(f"{dot.x:g},{dot.y:g}" for dot in run) for run in _runs(dots) if len(run) > 1),
        dots=dots,
        years=_year_ticks(years[0], years[-1], across),
        values=tuple(Tick(up(value), _short(value)) for value in marks),
        breaks=tuple(across(year - 0.5) for year in _breaks(ordered)),
        base=up(0),
        left=left,
        right=WIDTH - RIGHT,
    )


def _year_ticks(first: int, last: int, across: Callable[[float | Decimal], float]) -> tuple[Tick, ...]:
    """A mark a year; where there are many, every other one is between."""
    many = last - first >= ROOMY
    return tuple(Tick(across(year), str(year), many and (last - year) % 2 == 1) for year in range(first, last + 1))


def nice_ceiling(value: Decimal) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten that is not below `value`; 1 for nothing."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** (value.adjusted())
    return next(step * power for step in (Decimal(1), Decimal(2), Decimal(5), Decimal(10)) if step * power >= value)


def ticks(low: Decimal, top: Decimal) -> tuple[Decimal, ...]:
    """Evenly spaced values to label, whole numbers where the top allows it."""
    parts = TICKS if top % TICKS == 0 or top < 1 else (2 if top % 2 == 0 else 1)
    above = tuple(top * part / parts for part in range(parts + 1))
    return (low, *above) if low < 0 else above


def _scale(low: float | Decimal, high: float | Decimal, start: float, end: float) -> Callable[[float | Decimal], float]:
    span = float(high) - float(low) or 1.0
    return lambda value: round(start + (float(value) - float(low)) / span * (end - start), 1)


def _runs(dots: Iterable[Dot]) -> list[list[Dot]]:
    """Dots of one series in years that follow each other: a gap breaks the line."""
    runs: list[list[Dot]] = []
    for dot in dots:
        last = runs[-1][-1].sample if runs else None
        if last and last.series == dot.sample.series and last.year + 1 == dot.sample.year:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    return runs


def _breaks(ordered: Sequence[Sample]) -> list[int]:
    """The first year of every series but the earliest."""
    starts: dict[str, int] = {}
    for sample in ordered:
        starts[sample.series] = min(sample.year, starts.get(sample.series, sample.year))
    return sorted(starts.values())[1:]


def _short(value: Decimal) -> str:
    """A label that fits: 12000 as it is, decimals without trailing zeros."""
    return f"{value.normalize():f}" if value else "0"
