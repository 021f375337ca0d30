"""The headers over the columns of a block of the form, by the places of the words alone."""

from collections.abc import Sequence
from itertools import pairwise

from archive.forms import Block, Column
from ocr.forms.labels import column_likeness
from ocr.forms.values import clean
from ocr.tables.unruled.phrases import Phrase

HEADER = 0.62
REACH = 14.0
"""Heights of a line: how far above a block's first row its headers may stand."""

Headers = Sequence[Phrase | None]
"""The header of each column, None where none was found."""


def headers_over(block: Block, first: Phrase, phrases: Sequence[Phrase], label_right: float) -> Headers:
    """For each column the phrase above the first row that is most like its label, the lowest of equals.

    `label_right`: where the rows' labels end, pixels.
    """
    height = first.box[3] - first.box[1]
    lines = max(1.0, round(height / 40)) if height > 60 else 1.0
    reach = REACH * height / lines
    above = [
        p for p in phrases if p.box[3] <= first.middle and p.box[1] >= first.box[1] - reach and p.centre > label_right
    ]
    chosen: list[Phrase | None] = []
    for column in block.columns:
        scored = [(column_likeness(p.text, column), p.box[3], p) for p in above]
        best = max(scored, key=lambda s: (round(s[0], 1), s[1]), default=None)
        chosen.append(best[2] if best is not None and best[0] >= HEADER else None)
    return chosen


def in_order(headers: Headers, edges: Sequence[float]) -> bool:
    """No header stands wholly outside of its column; two headers read as one stand over both of theirs."""
    return all(
        header is None or _stands_over(header, span) for header, span in zip(headers, pairwise(edges), strict=True)
    )


def are_few(headers: Headers) -> bool:
    """Whether most columns have no header: what a page break left of some, 机构 of 法律服务机构, is like another's."""
    return 0 < 2 * sum(header is not None for header in headers) < len(headers)


def without_pieces(headers: Headers, block: Block, edges: Sequence[float]) -> tuple[Phrase | None, ...]:
    """The headers but for pieces that stand over other columns than full rows of values show theirs.

    What a page break left of 服务机构, its second line, is like 科研机构, too; a whole header at another place is no piece.
    """
    return tuple(
        None if header is not None and not _stands_over(header, span) and _is_piece(header, column) else header
        for header, column, span in zip(headers, block.columns, pairwise(edges), strict=True)
    )


def _stands_over(header: Phrase, span: tuple[float, float]) -> bool:
    return header.box[0] < span[1] and header.box[2] > span[0]


def _is_piece(header: Phrase, column: Column) -> bool:
    """Whether a header is shorter than all labels of its column."""
    return all(len(clean(header.text)) < len(clean(label)) for label in (column.labels[-1], *column.aliases))
