"""Pieces of rules -> rules: straight runs of ink that continue one another, in pixels of the working image.

A hairline that a fax scans askew falls into short pieces at even distances, with as much paper between them: each step from one
row of dots to the next is lost. No print has so many strokes in line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Direction = Literal["horizontal", "vertical"]

# Inches: pieces of one rule may lie this far apart along it (a fold, a seal painted out), and this far beside it; and a gap is
# never longer than what is known of the rule.
CHAIN_GAP = 0.5
CHAIN_DRIFT = 0.02
# A piece that is so much of a rule shows where it stands; a stroke of print in line with its end would turn it.
NEARLY_ALL = 0.8
# Of a broken rule: its pieces are so long, so far apart at most, so many, reach so far in all and fill at least, and
# most, this share of the way.
BROKEN_PIECE, BROKEN_GAP, LEAST, REACHES = 0.19, 0.62, 4, 1.2
FILLS, FULL = 0.4, 0.85
# They stand this near to the line through them (a third of a stroke of print), and no piece is longer than this.
IN_LINE = 0.012
LONGEST = 0.9
# Of a rule that stops at others on purpose, most pieces end this near to one; chance puts few there.
STOPS, ON_PURPOSE = 0.04, 0.75
# Print has ink above and below its strokes, this far from them, and gaps between them; a rule has paper on one side at least.
BESIDE, INKED, SOLID = (0.06, 0.10), 0.12, 0.96


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: `start` and `end` along its direction, `at` its mean place across it, `slope` in pixels per pixel.

    `broken`: it is known by short pieces in line (see `broken_rules`).
    """

    direction: Direction
    start: float
    end: float
    at: float
    slope: float = 0.0
    broken: bool = False

    @property
    def length(self) -> float:
        """Its extent along its direction, pixels."""
        return self.end - self.start

    def place(self, along: float) -> float:
        """Where it stands across its direction at this place along it."""
        return self.at + self.slope * (along - (self.start + self.end) / 2)

    def places(self, along: NDArray[np.float64]) -> NDArray[np.float64]:
        """`place` for many."""
        return self.at + self.slope * (along - (self.start + self.end) / 2)


def chains(pieces: Sequence[RuleLine], dpi: float, longest_gap: float | None = None) -> list[list[RuleLine]]:
    """Pieces that continue one another, from the start of the direction on.

    `longest_gap`, inches, is that between pieces of a broken rule, however short they are.
    """
    found: list[list[RuleLine]] = []
    # Of each chain: where it starts, where it ends, where its last piece stands. A noisy page has thousands of pieces.
    reach = np.empty((3, len(pieces)))
    for piece in sorted(pieces, key=lambda p: p.start):
        off = _misses(reach[:, : len(found)], piece, dpi, longest_gap)
        best = int(off.argmin()) if len(found) else 0
        if len(found) and np.isfinite(off[best]):
            found[best].append(piece)
            reach[1, best] = max(reach[1, best], piece.end)
        else:
            best = len(found)
            found.append([piece])
            reach[:2, best] = piece.start, piece.end
        reach[2, best] = piece.at
    return found


def _misses(reach: NDArray[np.float64], piece: RuleLine, dpi: float, longest_gap: float | None) -> NDArray[np.float64]:
    """How far beside each chain the piece stands; infinity where it does not continue the chain."""
    start, end, at = reach
    gap = piece.start - end
    drift = max(2.5, CHAIN_DRIFT * dpi)
    known = np.minimum(np.minimum(CHAIN_GAP * dpi, end - start), piece.length)
    most = known if longest_gap is None else longest_gap * dpi
    off = np.abs(at - piece.at)
    return np.where((gap >= -0.2 * dpi) & (gap <= most) & (off <= drift), off, np.inf)


def joined(chain: Sequence[RuleLine]) -> RuleLine:
    """The line through the pieces of a chain."""
    if len(chain) == 1:
        return chain[0]
    start, end = min(p.start for p in chain), max(p.end for p in chain)
    lengths = np.array([p.length for p in chain])
    longest = chain[int(lengths.argmax())]
    if longest.length >= NEARLY_ALL * lengths.sum():
        return replace(longest, start=start, end=end)
    middles = np.array([(p.start + p.end) / 2 for p in chain])
    places = np.array([p.at for p in chain])
    slope = 0.0
    if len(chain) > 1 and np.ptp(middles) > 0:
        slope = float(np.polyfit(middles, places, 1, w=np.sqrt(lengths))[0])
    centre = float(np.average(places, weights=lengths))
    at = centre + slope * ((start + end) / 2 - float(np.average(middles, weights=lengths)))
    return RuleLine(chain[0].direction, start, end, at, slope)


def broken_rules(
    pieces: Sequence[RuleLine], mask: NDArray[np.uint8], crossing: Sequence[RuleLine], dpi: float
) -> list[RuleLine]:
    """The rules of one direction that fell into short pieces.

    `mask` shows the page's ink, transposed for vertical ones; `crossing` are the rules of the other direction, if known.
    """
    short = [piece for piece in pieces if BROKEN_PIECE * dpi <= piece.length <= LONGEST * dpi]
    if len(short) < LEAST:
        return []
    found = [chain for chain in chains(short, dpi, BROKEN_GAP) if _is_broken(chain, dpi)]
    return [
        replace(joined(chain), broken=True)
        for chain in found
        if _is_clear(chain, mask, dpi) and not _stops(chain, crossing, dpi)
    ]


def _is_broken(chain: Sequence[RuleLine], dpi: float) -> bool:
    line = joined(chain)
    if len(chain) < LEAST or line.length < REACHES * dpi:
        return False
    filled = sum(piece.length for piece in chain) / line.length
    beside = max(abs(line.place((piece.start + piece.end) / 2) - piece.at) for piece in chain)
    return FILLS <= filled <= FULL and beside <= max(IN_LINE * dpi, 1.5)


def _is_clear(chain: Sequence[RuleLine], mask: NDArray[np.uint8], dpi: float) -> bool:
    """Whether most pieces are one stroke each, and have paper on a side."""
    near, far = (round(edge * dpi) for edge in BESIDE)
    inked, solid = [], []
    for piece in chain:
        columns, at = slice(int(piece.start) + 1, int(piece.end)), round(piece.at)
        solid.append(float((mask[max(at - 2, 0) : at + 3, columns] > 0).any(axis=0).mean()))
        sides = (mask[max(at - far, 0) : max(at - near, 0), columns], mask[at + near : at + far, columns])
        inked.append(min(float((side > 0).mean()) if side.size else 0.0 for side in sides))
    return float(np.median(inked)) <= INKED and float(np.median(solid)) >= SOLID


def _stops(chain: Sequence[RuleLine], crossing: Sequence[RuleLine], dpi: float) -> bool:
    """Whether the pieces end at crossing rules: then the paper between them is a merged cell's."""
    ends = [end for before, after in pairwise(chain) for end in (before.end, after.start)]
    near = [any(abs(rule.place(chain[0].at) - end) <= STOPS * dpi for rule in crossing) for end in ends]
    return sum(near) > ON_PURPOSE * len(ends)


def reaching(rule: RuleLine, crossing: Sequence[RuleLine], dpi: float) -> RuleLine:
    """A broken rule lengthened to the rules that it ends at: its first and last pieces may be lost."""
    if not rule.broken:
        return rule
    places = [other.place(rule.at) for other in crossing if other.start <= rule.at <= other.end]
    start = rule.start - _way([rule.start - place for place in places], dpi)
    end = rule.end + _way([place - rule.end for place in places], dpi)
    return replace(rule, start=start, end=end, at=rule.place((start + end) / 2))


def _way(distances: Sequence[float], dpi: float) -> float:
    """How far to lengthen: as far as a gap may be, for no piece shows where in it the rule ends."""
    return max((d for d in distances if 0 < d <= BROKEN_GAP * dpi), default=0.0)
