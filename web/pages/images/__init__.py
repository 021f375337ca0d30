"""The pictures of pages, in derived sizes made once."""

from web.pages.images.views import blueprint

__all__ = ["blueprint"]
