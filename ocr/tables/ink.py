"""Whether anything is printed in a cell, where, and its crop; ink beside the grain of paper and the remains of rules."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.greys import grey, greys
from ocr.note import Ink
from ocr.page import Image, PixelBox, WorkPage, WorkWord

# Rules are at most this thick, so ink nearer to the cell's edge may be theirs: inches.
RULE_ROOM = 0.02
# Print is at least this high or wide; smaller marks are specks: inches (a minus sign, a comma, the digit 1 pass).
PRINT_SIZE = 0.035
SPECK_SIZE = 0.012
BROKEN = np.ones((5, 5), np.uint8)
ENDS = np.ones((11, 1), np.uint8)
PAD = 0.03
# Print is at least this dark, beside the page's usual print: the grain of a bad scan reaches a quarter.
FAINT = 0.35
# Thin strokes are at least this dark beside it, where they are a part of print.
THIN = 0.25
# The stroke of a digit is longer than this, and no grain is: inches.
STROKE = 0.06
# What shows through has a fifth of the print's darkness, faint print (a lone stroke in a wide box) half: measured on tuned scans.
SHOWN_THROUGH, UNSURE, WHITE = 0.35, 0.75, 255.0
# Rows of pixels beside a number that show its cell's rules, inches: at most, and at least; and how much darker (grey levels) a
# column of them is where it belongs to a rule, its grey border included.
BESIDE_PRINT, CLEAR_ROWS, SHADE = 0.1, 0.03, 12
# Words whose darkness tells the page's.
SAMPLE = 60


def of_this_side(work: WorkPage) -> tuple[WorkWord, ...]:
    """The words without what shows through from the back: much fainter than the page's print, and hard to read in a mirror.

    What holds nothing but digits and marks stays, for it may be a faint value.
    """
    level = print_level(work)
    if level is None:
        return work.words
    return tuple(word for word in work.words if not (_is_unsure_text(word) and _is_faint(word, work.image, level)))


def without_pale(work: WorkPage, words: Sequence[WorkWord]) -> tuple[WorkWord, ...]:
    """The words but for those as faint as what shows through, whatever they hold; for a page of whose back text was found, too.

    Noughts are the same in a mirror. What stands in a cell so faintly keeps it from being blank.
    """
    level = print_level(work)
    return tuple(word for word in words if level is None or not _is_faint(word, work.image, level))


def _is_unsure_text(word: WorkWord) -> bool:
    sure = min((char.confidence for char in word.chars), default=word.confidence)
    return sure < UNSURE and len(word.text) > 1 and any(char.isalpha() for char in word.text)


def _is_faint(word: WorkWord, image: Image, level: float) -> bool:
    left, top, right, bottom = (max(round(edge), 0) for edge in word.box)
    crop = image[top:bottom, left:right]
    return bool(crop.size) and WHITE - grey(crop, 5) < SHOWN_THROUGH * (WHITE - level)


def print_level(work: WorkPage) -> float | None:
    """How dark the page's print is (grey level of the darkest twentieth of a word, the usual word's); None without words."""
    step = max(1, len(work.words) // SAMPLE)
    boxes = [tuple(max(round(edge), 0) for edge in word.box) for word in work.words[::step] if word.text.strip()]
    crops = [work.image[top:bottom, left:right] for left, top, right, bottom in boxes]
    levels = [grey(crop, 5) for crop in crops if crop.size]
    return float(np.median(levels)) if levels else None


def ink_of(image: Image, box: PixelBox, dpi: float, level: float | None = None) -> tuple[Ink, PixelBox | None]:
    """Whether anything is printed inside a cell's rules, and the box of it.

    Marks much fainter than the page's print, at its `level`, are specks at most.
    """
    left, top, right, bottom = (round(edge) for edge in box)
    crop = image[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if crop.size == 0 or min(crop.shape) < 4:
        return "none", None
    paper, threshold = _paper_and_threshold(crop, level)
    faintest = threshold if level is None else min(threshold, paper - FAINT * (paper - level))
    pale = paper - THIN * (paper - greys(crop, 0.5)[0] if level is None else paper - level)
    ink, inked = _ink_darker(crop, faintest, (left, top), dpi)
    if ink == "print" or faintest == threshold:
        return ink, inked and _with_thin_strokes(inked, crop, (left, top), pale, dpi)
    faint, inked = _ink_darker(crop, threshold, (left, top), dpi)
    if faint == "print" and _is_grain(crop, threshold, dpi):
        return "specks", None
    return faint, inked and _with_thin_strokes(inked, crop, (left, top), pale, dpi)


def _with_thin_strokes(box: PixelBox, crop: Image, origin: tuple[int, int], pale: float, dpi: float) -> PixelBox:
    """The box of print with what goes on at its sides, as dark as a thin stroke: the side of a nought that touches a rule."""
    (left, top), most, room = origin, round(STROKE * dpi), round(RULE_ROOM * dpi)
    x0, y0, x1, y1 = (round(edge) for edge in box)
    ink = crop < pale
    across = _goes_on(ink[y0 - top : y1 - top], (x0 - left, x1 - left), most, dpi)
    clear = slice(max(across[0], 2 * room), min(across[1], ink.shape[1] - 2 * room))
    down = _goes_on(ink[:, clear].T, (y0 - top, y1 - top), most, dpi)
    across = _goes_on(ink[slice(*down)], across, most, dpi)
    return (across[0] + left, down[0] + top, across[1] + left, down[1] + top)


def _goes_on(ink: NDArray[np.bool_], span: tuple[int, int], most: int, dpi: float) -> tuple[int, int]:
    """A span of columns with those right before and behind it that have ink, at most so many, and none of the cell's rules."""
    room, (first, last) = round(RULE_ROOM * dpi), span
    inked = np.asarray(ink.any(axis=0), dtype=np.bool_)
    before, after = inked[max(first - most, room) : first][::-1], inked[last : len(inked) - room][:most]
    return first - _run(before), last + _run(after)


def _run(inked: NDArray[np.bool_]) -> int:
    """How many places have ink before the first that has none."""
    return int(np.argmin(np.append(inked, False)))


def ink_mask_of(image: Image, box: PixelBox) -> NDArray[np.uint8] | None:
    """Where a cell is darker than its paper, 255; None where it has no pixels."""
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    crop = image[top:bottom, left:right]
    if crop.size == 0:
        return None
    return np.asarray((crop < _paper_and_threshold(crop)[1]) * 255, dtype=np.uint8)


def faint_ink(crop: Image, threshold: float, origin: tuple[int, int], dpi: float, *, pieces: bool) -> PixelBox | None:
    """The box of what is darker than a grey level and no grain; `pieces`: be it shorter than a stroke. See `_ink_darker`."""
    ink, box = _ink_darker(crop, threshold, origin, dpi)
    return box if ink == "print" and (pieces or not _is_grain(crop, threshold, dpi)) else None


def _is_grain(crop: Image, threshold: float, dpi: float) -> bool:
    """Whether no mark is as high or wide as a stroke of a digit, be it ever so faint."""
    marks = _marks(np.asarray((crop < threshold) * 255, dtype=np.uint8), dpi)
    return max((max(mark[2], mark[3]) for mark in marks), default=0) < STROKE * dpi


def _ink_darker(crop: Image, threshold: float, origin: tuple[int, int], dpi: float) -> tuple[Ink, PixelBox | None]:
    """The ink of a crop below a grey level; `origin` is the crop's left and top on the page."""
    mask = np.asarray((crop < threshold) * 255, dtype=np.uint8)
    left, top = origin
    marks = _marks(mask, dpi)
    print_marks = _printed(marks, dpi)
    if marks and not print_marks:
        # Faint strokes fall into specks that lie close together; dust does not.
        marks = _marks(np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, BROKEN), dtype=np.uint8), dpi)
        print_marks = _printed(marks, dpi)
    if not print_marks:
        return ("specks" if marks else "none"), None
    near = [m for m in marks if m in print_marks or max(m[2], m[3]) >= SPECK_SIZE * dpi]
    x0, y0 = min(m[0] for m in near), min(m[1] for m in near)
    x1, y1 = max(m[0] + m[2] for m in near), max(m[1] + m[3] for m in near)
    return "print", (left + x0, top + y0, left + x1, top + y1)


def _printed(marks: Sequence[tuple[int, int, int, int]], dpi: float) -> list[tuple[int, int, int, int]]:
    return [mark for mark in marks if max(mark[2], mark[3]) >= PRINT_SIZE * dpi]


def _paper_and_threshold(crop: Image, level: float | None = None) -> tuple[float, float]:
    """A cell's paper is its median; ink is darker than half way from there to black, or than paper by much.

    A cell's darkest may be its rules, which may be far darker than the page's print, at its `level`.
    """
    paper, darkest = greys(crop, 50, 0.5)
    darkest = max(darkest, level or 0.0)
    return paper, min(paper - 40, paper - 0.42 * (paper - darkest))


def _marks(mask: NDArray[np.uint8], dpi: float) -> list[tuple[int, int, int, int]]:
    """Connected marks (left, top, width, height) that are not remains of the cell's rules."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = mask.shape
    room, speck = max(2, round(RULE_ROOM * dpi)), max(2, round(SPECK_SIZE * dpi))
    # Two rules that meet in a corner are one mark: as wide as the cell, and nothing but edge.
    inside = np.bincount(labels[room:-room, room:-room].ravel(), minlength=count).tolist()
    found = []
    for number, ((x, y, w, h, area), within) in enumerate(zip(stats[1:count].tolist(), inside[1:], strict=True), 1):
        if max(w, h) < speck or area < speck or within < speck:
            continue
        hugs_side = (x + w <= 2 * room or x >= width - 2 * room) and w <= 2 * room
        hugs_edge = (y + h <= 2 * room or y >= height - 2 * room) and h <= 2 * room
        frames = (w >= 0.8 * width and y + h > height - room) or (h >= 0.8 * height and w >= 0.8 * width)
        if frames:
            found += _grown_from(labels == number, 2 * room, PRINT_SIZE * dpi)
        elif not (hugs_side or hugs_edge):
            found.append((x, y, w, h))
    return found


def _grown_from(frame: NDArray[np.bool_], room: int, least: float) -> list[tuple[int, int, int, int]]:
    """What grows from a cell's rules into its middle, at least so high: a digit that a stroke of the pen ties to them."""
    inner = np.asarray(frame[room:-room, room:-room], dtype=np.uint8)
    if not inner.any():
        return []
    # Of a digit at the rule only the ends of its strokes are left here, one above the other.
    grown = cv2.erode(cv2.dilate(inner, ENDS), ENDS, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    inner = np.asarray(np.maximum(inner, grown), dtype=np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(inner, connectivity=8)
    return [_up_to_rules(mark[:4], inner.shape, room) for mark in stats[1:count].tolist() if mark[3] >= least]


def _up_to_rules(mark: Sequence[int], inner: tuple[int, ...], room: int) -> tuple[int, int, int, int]:
    """A mark (left, top, width, height) of a cell's middle, cut off so far from its edges, as it goes on to its rules."""
    (x, y, w, h), (height, width), more = mark, inner, room // 2
    left, top = more * (x == 0), more * (y == 0)
    return (x + room - left, y + room - top, w + left + more * (x + w == width), h + top + more * (y + h == height))


def crop_of(image: Image, print_box: PixelBox, cell: PixelBox, dpi: float) -> Image:
    """The print of a cell with some paper around it, never beyond the cell's rules."""
    pad = PAD * dpi
    before, after = _rule_rooms(image, print_box, cell, dpi)
    above, below = _rule_rooms(image.T, _turned(print_box), _turned(cell), dpi)
    left = max(print_box[0] - pad, cell[0] + before)
    top = max(print_box[1] - pad, cell[1] + above)
    right = min(print_box[2] + pad, cell[2] - after)
    bottom = min(print_box[3] + pad, cell[3] - below)
    crop = image[round(top) : max(round(bottom), round(top) + 1), round(left) : max(round(right), round(left) + 1)]
    paper = int(grey(crop, 90)) if crop.size else 255
    bare = np.full((crop.shape[0] + 2 * round(pad), crop.shape[1] + 2 * round(pad)), paper, np.uint8)
    bare[round(pad) : round(pad) + crop.shape[0], round(pad) : round(pad) + crop.shape[1]] = crop
    return bare


def _turned(box: PixelBox) -> PixelBox:
    """A box on the page with rows for columns."""
    return (box[1], box[0], box[3], box[2])


def _rule_rooms(image: Image, print_box: PixelBox, cell: PixelBox, dpi: float) -> tuple[float, float]:
    """How far the rules at a cell's left and right reach into it, pixels: as they show above and below its print.

    Numbers that are set against a rule would lose a side to more room than it takes.
    """
    rows = _rows_beside(image, print_box, cell, dpi)
    columns = np.arange(max(0, round(cell[0] - RULE_ROOM * dpi)), min(image.shape[1], round(cell[2] + RULE_ROOM * dpi)))
    if len(rows) < CLEAR_ROWS * dpi or not len(columns):
        return RULE_ROOM * dpi, RULE_ROOM * dpi
    darkness = WHITE - image[np.ix_(rows, columns)].mean(axis=0)
    dark = darkness - np.median(darkness) >= SHADE
    return _reach(dark, columns - cell[0], dpi), _reach(dark, cell[2] - 1 - columns, dpi)


def _rows_beside(image: Image, print_box: PixelBox, cell: PixelBox, dpi: float) -> NDArray[np.int_]:
    """The rows of pixels of a cell right above and below its print, clear of the rules above and below it."""
    room = RULE_ROOM * dpi
    above = np.arange(max(0, cell[1] + room, print_box[1] - BESIDE_PRINT * dpi), print_box[1] - 1)
    below = np.arange(print_box[3] + 1, min(len(image), cell[3] - room, print_box[3] + BESIDE_PRINT * dpi))
    return np.concatenate((above, below)).astype(int)


def _reach(dark: NDArray[np.bool_], inward: NDArray[np.float64], dpi: float) -> float:
    """How far inward from an edge its rule is dark, be it thicker than most; the usual room where none shows at it."""
    room = RULE_ROOM * dpi
    near = dark & (np.abs(inward) <= room)
    if not near.any():
        return room
    reach = float(inward[near].max())
    while reach < 2 * room and dark[np.abs(inward - reach - 1) < 0.5].any():
        reach += 1
    return reach + 1
