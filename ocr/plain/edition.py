"""Which edition of the form a report follows: its labels decide, its year only where they do not."""

from collections.abc import Iterable, Sequence
from functools import cache

from archive.forms import EDITIONS, Form, load_form
from archive.records import Edition
from ocr.plain.blocks import Block, Grid, Text
from ocr.plain.labels import read_label

ENOUGH = 2  # one label may be chance


def find_edition(blocks: Sequence[Block], year: int | None) -> Edition:
    """By labels that one edition alone has; else by the year, if the headings or tables are the form's; else `none`."""
    words = {read_label(text).words for text in _texts(blocks)}
    scores = {edition: len(words & _own(edition)) for edition in EDITIONS}
    best = max(EDITIONS, key=lambda edition: scores[edition])
    if scores[best] >= ENOUGH and list(scores.values()).count(scores[best]) == 1:
        return best
    likely = [edition for edition in EDITIONS if _covers(load_form(edition), year)]
    return next((edition for edition in likely if _shaped(words, load_form(edition))), "none")


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Text):
            yield from block.text.split("\n") if len(block.text) < 200 else ()
        else:
            yield from _cell_texts(block)


def _cell_texts(grid: Grid) -> Iterable[str]:
    for row in grid.rows:
        for cell in row.cells:
            yield cell.text


def _covers(form: Form, year: int | None) -> bool:
    return year is not None and form.years[0] <= year <= form.years[1]


def _shaped(words: set[str], form: Form) -> bool:
    """True where the report has the form's headings or tables; the free text of 2014 needs no headings."""
    titles = {read_label(title).words for section in form.sections for title in (section.title, *section.aliases)}
    return not form.sections or len(words & titles) >= ENOUGH or len(words & _all(form.edition)) >= ENOUGH


@cache
def _own(edition: Edition) -> frozenset[str]:
    """Labels that this edition has and no other."""
    return _all(edition).difference(*(_all(other) for other in EDITIONS if other != edition))


@cache
def _all(edition: Edition) -> frozenset[str]:
    blocks = [block for table in load_form(edition).tables for block in table.blocks]
    paths = [line.labels for block in blocks for line in block.columns]
    paths += [line.labels for block in blocks for line in block.rows]
    labels = [label for path in paths for label in path]
    words = {read_label(label).words for label in labels} | {read_label(label).brief for label in labels}
    return frozenset(words - {""})
