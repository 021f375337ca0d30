"""Cells that words alone lead to, cut at the rules beside their print: a crop must not show a rule, which is read as a one."""

from collections.abc import Sequence
from dataclasses import replace

from ocr.page import PixelBox
from ocr.tables.cells import CellContent
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.ruled.rules import RuleLine

AT_RULE = 2.0
"""Pixels that the box of a print may reach over the rule beside it: the rule was painted over, and print with it."""


def bounded(grid: Grid, contents: Sequence[CellContent], rules: Sequence[RuleLine]) -> Grid:
    """The grid with each cell that holds print no wider than from rule to rule beside it."""
    upright = [rule for rule in rules if rule.direction == "vertical"]
    cells = (_bounded(cell, content, upright) for cell, content in zip(grid.cells, contents, strict=True))
    return replace(grid, cells=tuple(cells))


def _bounded(cell: GridCell, content: CellContent, rules: Sequence[RuleLine]) -> GridCell:
    return cell if content.print_box is None else replace(cell, box=_between(cell.box, content.print_box, rules))


def _between(box: PixelBox, place: PixelBox, rules: Sequence[RuleLine]) -> PixelBox:
    left, top, right, bottom = box
    middle = (place[1] + place[3]) / 2
    beside = [rule.place(middle) for rule in rules if rule.start <= middle <= rule.end]
    before = max((x for x in beside if x <= place[0] + AT_RULE), default=left)
    after = min((x for x in beside if x >= place[2] - AT_RULE), default=right)
    return (max(left, before), top, min(right, after), bottom)
