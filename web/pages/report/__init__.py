"""A report: its pages at the left, what was read from them at the right."""

from web.pages.report.views import blueprint

__all__ = ["blueprint"]
