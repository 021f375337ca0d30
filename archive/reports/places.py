"""From a place in a section's text to its boxes. Pure functions."""

from collections.abc import Iterable

from archive.records import Box, Run
from archive.views import Spot


def spots(runs: Iterable[Run], start: int, end: int) -> tuple[Spot, ...]:
    """The boxes in which text[start:end] is printed, in reading order; a run that is partly meant gives that part.

    Characters are taken as equally wide, which Chinese ones are; `box` is as scanned, in fractions.
    """
    found = (_part(run, start, end) for run in runs if run.start < end and start < run.end)
    return tuple(found)


def _part(run: Run, start: int, end: int) -> Spot:
    length = run.end - run.start
    first = max(start, run.start) - run.start
    last = min(end, run.end) - run.start
    return Spot(run.page, _slice(run.box, first / length, last / length))


def _slice(box: Box, first: float, last: float) -> Box:
    """The part of a box between two fractions of its longer side: lines run across, or down on a turned page."""
    left, top, right, bottom = box
    if right - left >= bottom - top:
        return (left + (right - left) * first, top, left + (right - left) * last, bottom)
    return (left, top + (bottom - top) * first, right, top + (bottom - top) * last)
