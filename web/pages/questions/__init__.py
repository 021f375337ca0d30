"""报错: readers say that a value is wrong; archivists look at what they say."""

from web.pages.questions.views import blueprint

__all__ = ["blueprint"]
