"""The desk: what needs a person, one doubt at a time, the table whole, the report's own words; for archivists."""

from web.pages.review import breaks, crops, grid, one, views, whole
from web.pages.review.room import blueprint

__all__ = ["blueprint", "breaks", "crops", "grid", "one", "views", "whole"]
