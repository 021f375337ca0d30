"""The offices that report, and one office with its years."""

from web.pages.offices.views import blueprint

__all__ = ["blueprint"]
