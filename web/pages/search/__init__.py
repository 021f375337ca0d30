"""Full-text search with facets."""

from web.pages.search.views import blueprint

__all__ = ["blueprint"]
