"""Several reports in one document, as municipal yearbooks and volumes for several scopes have them."""

import io
from collections.abc import Sequence

import pikepdf

from tests.generator.making import Generated
from tests.generator.truth import Place, Truth


def _moved(place: Place | None, by: int) -> Place | None:
    return None if place is None else place.model_copy(update={"page": place.page + by})


def shifted(truth: Truth, by: int) -> Truth:
    """The truth of a report whose first page is page ``by`` + 1 of its document."""
    cells = tuple(
        cell.model_copy(
            update={"place": _moved(cell.place, by), "also": tuple(_moved(place, by) for place in cell.also)}
        )
        for cell in truth.cells
    )
    sections = tuple(s.model_copy(update={"pages": tuple(page + by for page in s.pages)}) for s in truth.sections)
    pages = tuple(page.model_copy(update={"number": page.number + by}) for page in truth.pages)
    return truth.model_copy(update={"cells": cells, "sections": sections, "pages": pages})


def bundle(reports: Sequence[Generated]) -> tuple[bytes, tuple[Truth, ...]]:
    """One PDF of all reports, one after another, and each one's truth with its pages in that PDF.

    Errors: ValueError when a report is not a PDF.
    """
    volume = pikepdf.new()
    truths: list[Truth] = []
    for made in reports:
        if made.media_type != "application/pdf":
            raise ValueError(f"{made.filename} is no PDF")
        truths.append(shifted(made.truth, len(volume.pages)))
        volume.pages.extend(pikepdf.open(io.BytesIO(made.content)).pages)
    out = io.BytesIO()
    volume.save(out, deterministic_id=True)
    return out.getvalue(), tuple(truths)
