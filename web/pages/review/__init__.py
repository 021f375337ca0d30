"""What needs a person: doubts and findings, for archivists."""

from web.pages.review.views import blueprint

__all__ = ["blueprint"]
