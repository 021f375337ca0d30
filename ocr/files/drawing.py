"""The straight lines that a PDF page draws, from its own drawing operators. Runs in the child process only.

Programs draw a table's rules as strokes, dashed or whole, as thin filled rectangles, as frames between two rectangles, as
rows of dots, or as thin pictures. All become `DrawnRule`s, in fractions of the page as a viewer shows it.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from ocr.files.textlayer import PageBox
from ocr.page import DrawnRule

THIN = 5.0
"""Points: a filled shape or a picture no thicker than this may be a rule; borders are three points thick at most."""
LEAN = 0.01
"""How far a line may lean, across per along: a table is set straight."""
FAINTEST = 250
"""Grey level from which on a line is as white as the paper."""
SHORTEST = 0.5
"""Points: what is shorter is no piece of a line."""
LONG = 36.0
"""Points: lines as long as this are no strokes of a drawing."""
DEEPEST = 6
"""Forms within forms are followed so far."""

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Bounds = tuple[float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line in points of the unturned page, origin bottom left: from `start` to `end` where it lies, at the height `at`."""

    start: float
    end: float
    at: float
    thick: float
    lies: bool


@dataclass(slots=True)
class Drawing:
    """What a page draws: its lines, how many long ones lean, and whether it draws what may be anything."""

    lines: list[Line] = field(default_factory=list)
    leaning: int = 0
    opaque: bool = False


def drawn_rules(document: Any, number: int) -> list[DrawnRule] | None:
    """The page's lines that lie or stand; None where pictures or shadings may hold rules, so that only pixels can tell."""
    page = document[number - 1]
    try:
        drawing = Drawing()
        count = raw.FPDFPage_CountObjects(page)
        _walk((raw.FPDFPage_GetObject(page, i) for i in range(count)), UNIT, drawing, 0)
        box = PageBox.of(page)
    finally:
        page.close()
    if drawing.opaque or drawing.leaning > len(drawing.lines):
        return None
    return [_rule(line, box) for line in drawing.lines]


def _walk(objects: Iterator[Any], outer: Matrix, drawing: Drawing, depth: int) -> None:
    for item in objects:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            _add_path(item, _times(_matrix(item), outer), drawing)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            count = raw.FPDFFormObj_CountObjects(item)
            inner = _times(_matrix(item), outer)
            _walk((raw.FPDFFormObj_GetObject(item, i) for i in range(count)), inner, drawing, depth + 1)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            _add_picture(_times(_matrix(item), outer), drawing)
        elif kind != raw.FPDF_PAGEOBJ_TEXT:
            drawing.opaque = True


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    if outer is UNIT:
        return inner
    a, b, c, d, e, f = inner
    k, m, n, p, q, r = outer
    return (a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p, e * k + f * n + q, e * m + f * p + r)


def _moved(x: float, y: float, by: Matrix) -> Point:
    a, b, c, d, e, f = by
    return (a * x + c * y + e, b * x + d * y + f)


def _add_picture(matrix: Matrix, drawing: Drawing) -> None:
    """A thin picture is a rule; any other may hold some."""
    corners = [_moved(x, y, matrix) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    if not _add_shape(_bounds(corners), drawing):
        drawing.opaque = True


def _add_path(item: Any, matrix: Matrix, drawing: Drawing) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    stroked = bool(stroke.value) and _is_seen(raw.FPDFPageObj_GetStrokeColor, item)
    filled = bool(fill.value) and _is_seen(raw.FPDFPageObj_GetFillColor, item)
    if not (stroked or filled):
        return
    outlines = _outlines(item, matrix)
    if stroked:
        width = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(item, width)
        thick = width.value * max(abs(matrix[0]) + abs(matrix[1]), abs(matrix[2]) + abs(matrix[3]))
        for outline in outlines:
            for start, end in pairwise(outline):
                _add_stroke(start, end, thick, drawing)
    if filled:
        _add_frames([shape for shape in map(_bounds, outlines) if not _add_shape(shape, drawing)], drawing)


def _is_seen(colour_of: Any, item: Any) -> bool:
    """Whether a colour stands out from white paper; a pattern has none that could be asked for, and is seen."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(item, red, green, blue, alpha):
        return True
    shade = 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value
    return 255 - (255 - shade) * alpha.value / 255 < FAINTEST


def _outlines(item: Any, matrix: Matrix) -> list[list[Point]]:
    """The points of each part of a path, those that steer a curve among them."""
    x, y = ctypes.c_float(), ctypes.c_float()
    outlines: list[list[Point]] = []
    for i in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point, kind = _moved(x.value, y.value, matrix), raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO or not outlines:
            outlines.append([point])
        else:
            outlines[-1].append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            outlines[-1].append(outlines[-1][0])
    return outlines


def _add_stroke(start: Point, end: Point, thick: float, drawing: Drawing) -> None:
    """A stroke as the line through its middle; one thicker than it is long is a thin shape the other way."""
    left, bottom, right, top = _bounds((start, end))
    across, along = sorted((right - left, top - bottom))
    if across > LEAN * along + SHORTEST / 2:
        drawing.leaning += along > LONG
    elif right - left > top - bottom:
        _add_shape((left, bottom - thick / 2, right, top + thick / 2), drawing)
    else:
        _add_shape((left - thick / 2, bottom, right + thick / 2, top), drawing)


def _add_shape(bounds: Bounds, drawing: Drawing) -> bool:
    """A thin shape as the line through its middle, a dot as one each way; False where the shape is not thin."""
    left, bottom, right, top = bounds
    wide, high = right - left, top - bottom
    if min(wide, high) > THIN:
        return False
    if max(wide, high) >= SHORTEST:
        if high <= min(THIN, 2 * wide):
            drawing.lines.append(Line(left, right, (bottom + top) / 2, high, lies=True))
        if wide <= min(THIN, 2 * high):
            drawing.lines.append(Line(bottom, top, (left + right) / 2, wide, lies=False))
    return True


def _add_frames(shapes: Sequence[Bounds], drawing: Drawing) -> None:
    """Pairs of rectangles, one just inside the other, with the paper between them filled: four rules."""
    for one, other in pairwise(shapes):
        outer, inner = sorted((one, other), key=lambda box: box[0] - box[2])
        rooms = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
        if all(0 <= room <= THIN for room in rooms):
            _add_shape((outer[0], outer[1], inner[0], outer[3]), drawing)
            _add_shape((outer[0], outer[1], outer[2], inner[1]), drawing)
            _add_shape((inner[2], outer[1], outer[2], outer[3]), drawing)
            _add_shape((outer[0], inner[3], outer[2], outer[3]), drawing)


def _bounds(points: Sequence[Point]) -> Bounds:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _rule(line: Line, box: PageBox) -> DrawnRule:
    ends = (line.start, line.at, line.end, line.at) if line.lies else (line.at, line.end, line.at, line.start)
    left, top, right, bottom = box.fractions(*ends)
    lies = line.lies != (box.turn % 180 == 90)
    thick = line.thick / (box.top - box.bottom if line.lies else box.right - box.left)
    if lies:
        return DrawnRule("horizontal", left, right, top, thick)
    return DrawnRule("vertical", top, bottom, left, thick)
