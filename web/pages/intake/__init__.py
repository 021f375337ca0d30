"""Upload, batches and their progress, for archivists."""

from web.pages.intake.views import blueprint

__all__ = ["blueprint"]
