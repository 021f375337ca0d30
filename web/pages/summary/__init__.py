"""The archivist's summary, publishing by rule, and words that wait for a second person."""

from web.pages.summary.views import blueprint

__all__ = ["blueprint"]
