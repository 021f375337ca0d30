"""Labels over several rows, printed half way down these, where a page break leaves the first of them on the page before:
such a label is read before its first row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from archive.forms import forms
from ocr.forms.labels import likeness, plain
from ocr.text.lines import Line

MOST = 9
"""Cells between two labels of rows at most: seven values, and the label of an inner group."""

SLIP = 0.85
"""One character of seven may be misread: 二、本年度办理结果."""


def with_groups_first(lines: Sequence[Line]) -> tuple[Line, ...]:
    """A document's lines, each label over several rows before the first of its rows, also on the page before.

    Its pieces lead to its print, wherever that stands.
    """
    moved = list(lines)
    for at, line in enumerate(lines):
        rows = _rows_of(line.text) if line.kind == "cell" and line.table else None
        first = _first_row(moved, at, rows) if rows else None
        if first is not None:
            row = moved[first]
            moved.insert(first, replace(moved.pop(at), page=row.page, part=row.part, box=row.box))
    return tuple(moved)


def _first_row(lines: Sequence[Line], at: int, rows: frozenset[str]) -> int | None:
    """The index of the first of a group's rows before its label, all of them on the page before; None without any."""
    label = lines[at]
    found, apart = None, 0
    for before in range(at - 1, -1, -1):
        line = lines[before]
        text = plain(line.text)
        if line.kind != "cell" or line.table != label.table or text == plain(label.text):
            return found if text != plain(label.text) else None
        if text in rows:
            if (line.page, line.part) == (label.page, label.part):
                return None
            found, apart = before, 0
        elif text in _rows():
            return found
        elif found is not None and text in _groups() and _groups()[text] < rows:
            found = before
        apart += (line.page, line.part) != (label.page, label.part)
        if apart > MOST:
            return found
    return found


def _rows_of(text: str) -> frozenset[str] | None:
    """The rows of the group that a label names, be it read with a slip; None where it names none."""
    label = plain(text)
    if label in _groups() or label in _rows():
        return _groups().get(label)
    nearest = max(_groups(), key=lambda group: likeness(label, group))
    return _groups()[nearest] if likeness(label, nearest) >= SLIP else None


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    """The labels over several rows, and the labels of these rows, of all forms together."""
    found: dict[str, set[str]] = {}
    for labels in _paths():
        for over in labels[:-1]:
            found.setdefault(over, set()).add(labels[-1])
    return {over: frozenset(rows) for over, rows in found.items()}


@cache
def _rows() -> frozenset[str]:
    return frozenset(labels[-1] for labels in _paths())


def _paths() -> list[tuple[str, ...]]:
    rows = (row for form in forms() for table in form.tables for block in table.blocks for row in block.rows)
    return [tuple(plain(label) for label in row.labels) for row in rows if row.labels]
