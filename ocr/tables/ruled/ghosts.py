"""Rules that show through from the back of the sheet: far paler than those of the table that they run across.

The rules of a table are one office's, of one or two kinds; on tuned scans the palest of them stood out half as far as most of
them do, those of the back a tenth, seldom a quarter.
"""

from collections.abc import Collection, Sequence

import numpy as np

from ocr.tables.ruled.bands import Darkness, bands, step_edges
from ocr.tables.ruled.chains import RuleLine

PALE = 0.25
STROKE = 0.4
"""What stands within a line of print may be a stroke of it where it stands out by less than this share."""
FEW = 4
"""Fewer rules of one direction do not show how dark a table's are."""
STEPS = 25
"""So many steps of a rule's middle show how dark it is."""


def without_ghosts(
    rules: Sequence[RuleLine], dark: Darkness, dpi: float, inside: Collection[int] = ()
) -> list[RuleLine]:
    """The rules of one table but for those that stand out by less than `PALE` of what most of their direction's length does;
    of those whose `id` is among `inside`, which stand within lines of print, by less than `STROKE`."""
    lying = [rule for rule in rules if rule.direction == "horizontal"]
    upright = [rule for rule in rules if rule.direction == "vertical"]
    return [*_as_dark(lying, dark, dpi, inside), *_as_dark(upright, dark.T, dpi, inside)]


def _as_dark(rules: Sequence[RuleLine], dark: Darkness, dpi: float, inside: Collection[int]) -> list[RuleLine]:
    whole = [rule for rule in rules if not rule.broken]
    if len(whole) < FEW:
        return list(rules)
    reliefs = {id(rule): _relief(rule, dark, dpi) for rule in whole}
    ordered = sorted(whole, key=lambda rule: reliefs[id(rule)])
    reached = np.cumsum([rule.length for rule in ordered])
    usual = reliefs[id(ordered[int(np.searchsorted(reached, reached[-1] / 2))])]
    least = {True: STROKE * usual, False: PALE * usual}
    return [rule for rule in rules if rule.broken or reliefs[id(rule)] >= least[id(rule) in inside]]


def _relief(rule: RuleLine, dark: Darkness, dpi: float) -> float:
    """How far a rule stands out from the paper beside it, grey levels; `dark` is transposed for upright ones."""
    edges = step_edges(rule.start, rule.end, dpi)
    aside = max(0, len(edges) - STEPS) // 2
    return float(np.median(bands(dark, edges[aside : len(edges) - aside], rule.places, dpi)[1]))
