"""What the first page shows of the matrix office × year. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archive.records import Office
from archive.views import Matrix, MatrixRow, ReportSummary

State = Literal["sound", "doubt", "absent", "gap"]


@dataclass(frozen=True)
class Square:
    """One office's year: its reports, or why there is none."""

    year: int
    state: State
    reports: tuple[ReportSummary, ...]
    absence: str | None


@dataclass(frozen=True)
class Strip:
    """One office's years in a row."""

    office: Office
    squares: tuple[Square, ...]


def strips(matrix: Matrix) -> tuple[Strip, ...]:
    """The matrix row by row."""
    return tuple(Strip(row.office, tuple(square(row, year) for year in matrix.years)) for row in matrix.rows)


def square(row: MatrixRow, year: int) -> Square:
    """One office's year."""
    reports = tuple(row.reports.get(year, ()))
    if reports:
        state: State = "doubt" if any(report.doubts or report.missing for report in reports) else "sound"
        return Square(year, state, reports, None)
    absence = row.absences.get(year)
    return Square(year, "absent" if absence else "gap", (), absence)


def spread(years: Sequence[int]) -> tuple[int, ...]:
    """Every year from the first to the last, so that a gap shows."""
    return tuple(range(min(years), max(years) + 1)) if years else ()
