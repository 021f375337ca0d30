"""抽检: samples of certain values, shown crop by crop."""

from web.pages.sampling.views import blueprint

__all__ = ["blueprint"]
