"""Pages set in fixed-width characters: text in, lines or words with boxes out, as a reader of scans would give them."""

from collections.abc import Sequence

from archive.records import Run
from ocr.text.lines import Line, PlacedWord, text_units

EM = 0.03  # of the page's width: 28 characters and two margins
LEFT, RIGHT, TOP = 0.08, 0.92, 0.12
HEIGHT, LEADING = 0.016, 0.026


def set_lines(texts: Sequence[str], *, page: int = 1, top: float = TOP, em: float = EM) -> list[Line]:
    """Each text on a line of its own; leading full-width spaces indent it, a leading tab centres it."""
    return [_line(text, page, top + LEADING * at, em) for at, text in enumerate(texts) if text.strip()]


def set_paragraph(text: str, *, page: int = 1, top: float = TOP, indent: float = 2.0) -> list[Line]:
    """A paragraph wrapped at the right margin, its first line indented."""
    lines: list[Line] = []
    left, row = LEFT + indent * EM, ""
    for char in text:
        if left + text_units(row + char) * EM > RIGHT + 1e-9:
            lines.append(_placed(row, page, left, top + LEADING * len(lines), EM))
            left, row = LEFT, ""
        row += char
    return [*lines, _placed(row, page, left, top + LEADING * len(lines), EM)]


def cell(text: str, *, page: int = 1, top: float = 0.5, table: str = "requests", left: float = 0.4) -> Line:
    """One table cell."""
    box = (left, top, left + 0.1, top + HEIGHT)
    return Line(text, page, box, "cell", table, (Run(start=0, end=len(text), page=page, box=box),))


def words_of(line: Line, size: int = 1) -> list[PlacedWord]:
    """A line cut into words of `size` characters, each in its place; spaces take up room and are no words."""
    words, left = [], line.box[0]
    for start in range(0, len(line.text), size):
        text = line.text[start : start + size]
        right = left + text_units(text) * line.em
        box = (left, line.box[1], right, line.box[3])
        if text.strip():
            words.append(PlacedWord(text, box, box))
        left = right
    return words


def pages(*texts: Sequence[str]) -> list[Line]:
    """One list of texts a page."""
    return [line for number, page in enumerate(texts, start=1) for line in set_lines(page, page=number)]


def _line(text: str, page: int, top: float, em: float) -> Line:
    bare = text.strip("\t")
    body = bare.lstrip("　")
    width = text_units(body) * em
    left = (1 - width) / 2 if text.startswith("\t") else LEFT + (len(bare) - len(body)) * em
    return _placed(body, page, left, top, em)


def _placed(text: str, page: int, left: float, top: float, em: float) -> Line:
    box = (left, top, left + text_units(text) * em, top + HEIGHT * em / EM)
    return Line(text, page, box, pieces=(Run(start=0, end=len(text), page=page, box=box),))
