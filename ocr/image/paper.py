"""The sheet of paper on a photograph: its four corners against a darker ground."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.geometry import Warp, homography
from ocr.page import Image

LOOK = 800
MARGIN = 30
LEAST = 0.35
"""The sheet covers at least this much of a photograph."""
DARKER = 0.8
"""The ground is darker than this share of the paper."""
A4 = (1654, 2339)


def find_sheet(image: Image) -> NDArray[np.float64] | None:
    """The corners (4, 2) clockwise from the top left, or None where the page fills the image."""
    factor = LOOK / max(image.shape)
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(small, (0, 0), 2)
    # Print must not cut the paper apart; a narrow strip of ground at the image's edge must not be closed with it.
    wide = cv2.copyMakeBorder(smooth, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_REPLICATE)
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((21, 21), np.uint8))
    bright = closed[MARGIN:-MARGIN, MARGIN:-MARGIN]
    _, mask = cv2.threshold(bright, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    inside, outside = bright[mask > 0], bright[mask == 0]
    if not len(outside) or len(outside) < 0.01 * bright.size or np.median(outside) > DARKER * np.median(inside):
        return None
    contours, _ = cv2.findContours(np.asarray(mask, np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = np.asarray(max(contours, key=cv2.contourArea), dtype=np.int32)
    if cv2.contourArea(outline) < LEAST * mask.size:
        return None
    corners = _four(outline)
    return None if corners is None else corners / factor


def _four(outline: NDArray[np.int32]) -> NDArray[np.float64] | None:
    """The corners of a contour that is nearly a quadrilateral, its sides fitted to the contour's points."""
    hull = np.asarray(cv2.convexHull(outline), dtype=np.int32)
    for slack in (0.01, 0.02, 0.03, 0.05):
        rough = cv2.approxPolyDP(hull, slack * cv2.arcLength(hull, closed=True), closed=True)
        if len(rough) == 4:
            corners = _refined(_clockwise(rough.reshape(4, 2).astype(np.float64)), outline.reshape(-1, 2))
            share = cv2.contourArea(outline) / max(cv2.contourArea(corners.astype(np.float32)), 1.0)
            return corners if 0.94 < share < 1.06 else None
    return None


def _clockwise(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = corners.mean(axis=0)
    order = np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))
    return corners[order]


def _refined(corners: NDArray[np.float64], points: NDArray[np.int32]) -> NDArray[np.float64]:
    """Where the lines through the middle parts of the sides meet."""
    sides = [_side(corners[n], corners[(n + 1) % 4], points) for n in range(4)]
    return np.array([_crossing(sides[n - 1], sides[n], corners[n]) for n in range(4)])


def _side(
    start: NDArray[np.float64], end: NDArray[np.float64], points: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    way = end - start
    length = float(np.hypot(*way))
    along = (points - start) @ way / length**2
    off = np.abs((points - start) @ np.array([-way[1], way[0]])) / length
    near = points[(along > 0.1) & (along < 0.9) & (off < 8)]
    if len(near) < 20:
        return start, way
    vx, vy, x, y = (float(v) for v in np.ravel(cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)))
    return np.array([x, y]), np.array([vx, vy])


def _crossing(
    one: tuple[NDArray[np.float64], NDArray[np.float64]],
    two: tuple[NDArray[np.float64], NDArray[np.float64]],
    otherwise: NDArray[np.float64],
) -> NDArray[np.float64]:
    matrix = np.stack([one[1], -two[1]], axis=1)
    if abs(np.linalg.det(matrix)) < 1e-6:
        return otherwise
    way = np.linalg.solve(matrix, two[0] - one[0])
    crossing: NDArray[np.float64] = one[0] + one[1] * way[0]
    return crossing


def rectified(corners: NDArray[np.float64]) -> Warp:
    """The sheet as a flat page: A4 at 200 dpi, lying as it lies on the photograph."""
    across = _mean_length(corners, ((0, 1), (3, 2)))
    down = _mean_length(corners, ((1, 2), (0, 3)))
    width, height = A4 if down >= across else A4[::-1]
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(target, corners.astype(np.float32)), dtype=np.float64)
    return homography(matrix, (width, height))


def _mean_length(corners: NDArray[np.float64], pairs: Sequence[tuple[int, int]]) -> float:
    return float(np.mean([np.hypot(*(corners[a] - corners[b])) for a, b in pairs]))
