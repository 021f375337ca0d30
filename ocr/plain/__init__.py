"""Markdown, plain text, HTML and DOCX -> typeset pages, and these -> reports."""

from ocr.plain.reports import MEDIA_TYPES, PlainDocument, read, reports

__all__ = ["MEDIA_TYPES", "PlainDocument", "read", "reports"]
