"""Two reports side by side."""

from web.pages.compare.views import blueprint

__all__ = ["blueprint"]
