"""What sections, metrics and relations mean; the interface for programs; questions and where they are answered."""

from web.pages.guide.views import blueprint

__all__ = ["blueprint"]
