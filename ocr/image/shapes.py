"""Pictures of characters held against one another: how alike two are, be they a pixel apart."""

import numpy as np
from numpy.typing import NDArray

Shape = NDArray[np.float32]
"""A character's picture, dark print bright: shape (height, width), several of them (n, height, width)."""


def moved(shapes: Shape) -> list[Shape]:
    """Shapes (n, height, width) at nine places a pixel apart."""
    return [np.roll(shapes, (down, across), (1, 2)) for down in (-1, 0, 1) for across in (-1, 0, 1)]


def flattened(shapes: Shape) -> Shape:
    """Shapes (n, height, width) as rows of unit length and mean 0: the product of two tells how alike they are."""
    flat = shapes.reshape(len(shapes), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    return np.asarray(flat / (np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6), dtype=np.float32)
