"""Random annual reports with their truth, for the readers' tests and benches."""

from tests.generator.bundle import bundle
from tests.generator.making import Generated, make
from tests.generator.truth import CellTruth, Place, Truth

__all__ = ["CellTruth", "Generated", "Place", "Truth", "bundle", "make"]
