"""应有: the yearly lists of the offices that must report."""

from web.pages.dues.views import blueprint

__all__ = ["blueprint"]
