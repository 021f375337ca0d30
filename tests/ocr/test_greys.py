"""Counted percentiles are those that numpy sorts for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from ocr.image.greys import grey, greys, median_grey
from ocr.page import Image

images = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=40))


@given(images, st.sampled_from([0.0, 0.5, 1.0, 5.0, 25.0, 75.0, 90.0, 100.0]))
def test_levels_are_numpys_percentiles_and_median(image: Image, percent: float) -> None:
    assert grey(image, percent) == np.percentile(image, percent)
    assert median_grey(image) == np.median(image)


@given(images)
def test_a_part_of_an_image_is_counted_alone(image: Image) -> None:
    part = image[::2, 1:] if image.shape[1] > 1 else image[::2]
    assert greys(part, 10.0, 90.0) == np.percentile(part, (10, 90)).tolist()
