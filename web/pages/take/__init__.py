"""Several reports picked from a list and taken along as one archive file, for archivists."""

from web.pages.take.views import blueprint

__all__ = ["blueprint"]
