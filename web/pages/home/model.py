"""What the first page shows of the matrix office × year. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archive.records import Office
from archive.views import Held, Matrix, MatrixRow

State = Literal["sound", "doubt", "absent", "gap", "unlisted"]


@dataclass(frozen=True)
class Square:
    """One office's year: its reports, or why there is none; `unlisted` where others must report and it need not."""

    year: int
    state: State
    reports: tuple[Held, ...]
    absence: str | None


@dataclass(frozen=True)
class Strip:
    """One office's years in a row."""

    office: Office
    squares: tuple[Square, ...]


def strips(matrix: Matrix) -> tuple[Strip, ...]:
    """The matrix row by row."""
    return tuple(
        Strip(row.office, tuple(square(row, year, matrix.listed) for year in matrix.years)) for row in matrix.rows
    )


def square(row: MatrixRow, year: int, listed: frozenset[int] = frozenset()) -> Square:
    """One office's year."""
    reports = tuple(row.reports.get(year, ()))
    if reports:
        state: State = "doubt" if any(report.doubts or report.missing for report in reports) else "sound"
        return Square(year, state, reports, None)
    absence = row.absences.get(year)
    if absence is None and year in listed and year not in row.due:
        return Square(year, "unlisted", (), None)
    return Square(year, "absent" if absence else "gap", (), absence)


def spread(years: Sequence[int]) -> tuple[int, ...]:
    """Every year from the first to the last, so that a gap shows."""
    return tuple(range(min(years), max(years) + 1)) if years else ()
