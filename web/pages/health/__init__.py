"""The state of the archive, for archivists."""

from web.pages.health.views import blueprint

__all__ = ["blueprint"]
