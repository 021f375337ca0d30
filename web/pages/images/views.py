"""Page images: `/images/<sha256 of the document>/<page>-<width>.webp`, which never change."""

from flask import Blueprint, Response, abort, url_for

from archive.views import ReportFilter
from web.accounts.security import is_archivist
from web.context import PUBLIC, archive, services
from web.pages.images.model import WIDTHS, derive, derived_path, keep

blueprint = Blueprint("images", __name__)

FOR_EVER = "public, max-age=31536000, immutable"
NOT_SHARED = "private, no-store"


@blueprint.get("/images/<sha256>/<int:page>-<int:width>.webp")
def show(sha256: str, page: int, width: int) -> Response:
    """One page of a document that belongs to an open report; archivists see all."""
    if width not in WIDTHS or len(sha256) != 64 or not sha256.isalnum():
        abort(404)
    open_to_all = archive().reports.list(ReportFilter(sha256=sha256, statuses=PUBLIC), limit=1).total > 0
    if not open_to_all and not is_archivist():
        abort(404)
    response = Response(_image(sha256, page, width), mimetype="image/webp")
    response.headers["Cache-Control"] = FOR_EVER if open_to_all else NOT_SHARED
    return response


def image_url(sha256: str, page: int, width: int) -> str:
    """The address of a derived image; `width` is one of `WIDTHS`."""
    return url_for("images.show", sha256=sha256, page=page, width=width)


def _image(sha256: str, page: int, width: int) -> bytes:
    path = derived_path(services().settings.home / "derived", sha256, page, width)
    if path.exists():
        return path.read_bytes()
    data = derive(archive().reports.page_image(sha256, page).data, width)
    keep(path, data)
    return data
