"""A section's text as paragraphs, with the lines that only repeat a table's cells kept apart, and hits highlighted. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A run of text, highlighted or not."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Passage:
    """One paragraph; `cells` says that it is the text of table cells, one line each, shown folded."""

    lines: tuple[tuple[Piece, ...], ...]
    cells: bool

    @property
    def hit(self) -> bool:
        """Whether anything in it is highlighted."""
        return any(piece.hit for line in self.lines for piece in line)


def passages(text: str, cell_texts: frozenset[str], spans: Sequence[Span]) -> tuple[Passage, ...]:
    """Cut `text` into paragraphs; `spans` are (start, end) offsets into it to highlight."""
    merged = merge(spans)
    lines = [(line, pieces(line, start, merged)) for line, start in _lines(text) if line.strip()]
    found = []
    for is_cells, group in groupby(lines, key=lambda pair: pair[0].strip() in cell_texts):
        members = tuple(cut for _, cut in group)
        found += [Passage(members, cells=True)] if is_cells else [Passage((cut,), cells=False) for cut in members]
    return tuple(found)


def pieces(line: str, start: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut a line that begins at offset `start` of the text where highlights begin and end; `spans` sorted, disjoint."""
    cuts, at = [], 0
    for span_start, span_end in spans:
        left, right = max(span_start - start, at), min(span_end - start, len(line))
        if left >= right:
            continue
        cuts += [Piece(line[at:left], hit=False), Piece(line[left:right], hit=True)]
        at = right
    cuts.append(Piece(line[at:], hit=False))
    return tuple(piece for piece in cuts if piece.text)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Sorted spans without overlap."""
    merged: list[Span] = []
    for left, right in sorted(spans):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def _lines(text: str) -> Iterable[tuple[str, int]]:
    at = 0
    for line in text.split("\n"):
        yield line, at
        at += len(line) + 1
