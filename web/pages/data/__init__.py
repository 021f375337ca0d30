"""One metric across offices and years."""

from web.pages.data.views import blueprint

__all__ = ["blueprint"]
