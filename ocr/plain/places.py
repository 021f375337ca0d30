"""Characters of the typeset PDF -> where each line of each piece of text stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from archive.records import Box, Run
from ocr.plain.typeset import Fragment

Boxes = NDArray[np.float64]
"""Shape (n, 4): left, top, right, bottom in fractions of the page."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The characters of one page without white space, in the order in which they were set."""

    chars: Sequence[str]
    boxes: Boxes


def printed_pages(pdf: bytes) -> list[PrintedPage]:
    """The characters of every page of a PDF that was typeset here."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_printed(document[at]) for at in range(len(document))]
    finally:
        document.close()


def _printed(page: pypdfium2.PdfPage) -> PrintedPage:
    width, height = page.get_size()
    text = page.get_textpage()
    chars: list[str] = []
    boxes: list[Box] = []
    for at in range(text.count_chars()):
        char = text.get_text_range(at, 1)
        if char.strip():
            left, bottom, right, top = text.get_charbox(at, loose=True)
            chars.append(char)
            boxes.append((left / width, 1 - top / height, right / width, 1 - bottom / height))
    return PrintedPage(chars, np.array(boxes, dtype=np.float64).reshape(-1, 4))


def find_runs(text: str, fragments: Sequence[Fragment], pages: Sequence[PrintedPage]) -> tuple[Run, ...]:
    """The lines in which a text is set: which part of it each line holds, and the box of that line's characters.

    Where the characters on the page are not as many as the text has, one run covers the text, with the first fragment.
    """
    visible = [at for at, char in enumerate(text) if not char.isspace()]
    lines = [(fragment.page, line) for fragment in fragments for line in _lines_in(fragment, pages[fragment.page - 1])]
    if not visible or not fragments:
        return ()
    if sum(len(line) for _, line in lines) != len(visible):
        return (Run(start=0, end=len(text), page=fragments[0].page, box=fragments[0].box),)
    runs: list[Run] = []
    done = 0
    for page, line in lines:
        start, end = visible[done], visible[done + len(line) - 1] + 1
        runs.append(Run(start=start, end=end, page=page, box=_union(line)))
        done += len(line)
    return tuple(runs)


def _lines_in(fragment: Fragment, page: PrintedPage) -> list[Boxes]:
    """The characters within a fragment, cut where the pen went back to the left."""
    if not len(page.boxes):
        return []
    x = (page.boxes[:, 0] + page.boxes[:, 2]) / 2
    y = (page.boxes[:, 1] + page.boxes[:, 3]) / 2
    left, top, right, bottom = fragment.box
    inside = page.boxes[(x >= left) & (x <= right) & (y >= top) & (y <= bottom)]
    if not len(inside):
        return []
    breaks = np.flatnonzero(np.diff(inside[:, 0]) < 0) + 1
    return [line for line in np.split(inside, breaks) if len(line)]


def _union(boxes: Boxes) -> Box:
    left, top = boxes[:, :2].min(axis=0)
    right, bottom = boxes[:, 2:].max(axis=0)
    return (float(left), float(top), float(right), float(bottom))


def place_all(
    texts: Mapping[str, str], places: Mapping[str, tuple[Fragment, ...]], pdf: bytes
) -> dict[str, tuple[Run, ...]]:
    """The runs of every named text."""
    pages = printed_pages(pdf)
    return {name: find_runs(text, places.get(name, ()), pages) for name, text in texts.items()}
