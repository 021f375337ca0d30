"""Parts of page images for the desk: `/review/crops/<sha256>/<page>.webp?box=&frame=&turn=&width=`."""

from functools import lru_cache
from typing import cast

from flask import Response, abort, request, url_for
from PIL import Image

from archive.records import Box
from web.asked import whole_number
from web.context import archive
from web.pages.review.pictures import opened, part
from web.pages.review.places import Cut, Turn
from web.pages.review.room import blueprint, staff

LARGEST_WIDTH = 2000
AN_HOUR = "private, max-age=3600"
PAGES_AT_HAND = 4
"""Pages kept decoded in each process: neighbours in the queue stand on one page."""


@blueprint.get("/review/crops/<sha256>/<int:page>.webp")
@staff
def crop(sha256: str, page: int) -> Response:
    """A part of a page, in fractions of the page turned as said."""
    box, frame = _box("box"), _box("frame")
    turn, width = request.args.get("turn", 0, type=whole_number), request.args.get("width", 600, type=whole_number)
    if box is None or turn not in (0, 90, 180, 270) or not 16 <= width <= LARGEST_WIDTH:
        abort(404)
    response = Response(part(_page(sha256, page, cast(Turn, turn)), box, frame, width), mimetype="image/webp")
    response.headers["Cache-Control"] = AN_HOUR
    return response


def crop_url(sha256: str, cut: Cut, width: int) -> str:
    """The address of a part of a page."""
    frame = ",".join(f"{side:.5f}" for side in cut.frame) if cut.frame else None
    box = ",".join(f"{side:.5f}" for side in cut.box)
    return url_for("review.crop", sha256=sha256, page=cut.page, box=box, frame=frame, turn=cut.turn, width=width)


def _page(sha256: str, page: int, turn: Turn) -> Image.Image:
    return _decoded(str(archive().ground.engines.url), sha256, page, turn)


@lru_cache(maxsize=PAGES_AT_HAND)
def _decoded(_archive: str, sha256: str, page: int, turn: Turn) -> Image.Image:
    """`_archive` keeps the pages of two archives in one process apart."""
    return opened(archive().reports.page_image(sha256, page).data, turn)


def _box(name: str) -> Box | None:
    parts = request.args.get(name, "").split(",")
    try:
        left, top, right, bottom = map(float, parts)
    except ValueError:
        return None
    return (left, top, right, bottom) if 0 <= left < right <= 1 and 0 <= top < bottom <= 1 else None
