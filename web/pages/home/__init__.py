"""The first page: one search box, the latest reports, the ways in by region, office and year."""

from web.pages.home.views import blueprint

__all__ = ["blueprint"]
