"""The JSON interface for programs."""

from web.pages.api.views import blueprint

__all__ = ["blueprint"]
