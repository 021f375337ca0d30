"""Markdown, plain text, HTML and DOCX -> typeset pages, and these -> reports."""

from pathlib import Path
from typing import TYPE_CHECKING

from ocr.plain.reports import reports

if TYPE_CHECKING:
    from ocr.plain.reading import PlainDocument

__all__ = ["read", "reports"]


def read(source: Path, media_type: str, filename: str) -> "PlainDocument":
    """See `ocr.plain.reading.read_source`; what typesets is loaded only here, for it takes a second."""
    from ocr.plain.reading import read_source

    return read_source(source, media_type, filename)
