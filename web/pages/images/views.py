"""Page images: `/images/<sha256 of the document>/<page>-<width>.webp`, which never change."""

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, send_file, url_for

from archive.views import ReportFilter
from web.accounts.security import is_archivist
from web.bootstrap import derived_folder
from web.context import PUBLIC, archive, services
from web.pictures import SCREEN, WIDTHS, derive, derived_path, keep

blueprint = Blueprint("images", __name__)

VIEWER = Path(__file__).parents[3] / "node_modules" / "openseadragon"
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


@blueprint.get("/images/viewer-<version>.js")
def viewer(version: str) -> Response:
    """The image viewer, where it is installed; its address changes with its version."""
    if viewer_address() != url_for("images.viewer", version=version):
        abort(404)
    response = send_file(VIEWER / "build" / "openseadragon" / "openseadragon.min.js", "text/javascript")
    response.headers["Cache-Control"] = FOR_EVER
    return response


@cache
def viewer_version() -> str | None:
    """The version of the installed viewer, or None: pages then show the plain image."""
    manifest = VIEWER / "package.json"
    return str(json.loads(manifest.read_text(encoding="utf-8"))["version"]) if manifest.exists() else None


def viewer_address() -> str | None:
    """Where the viewer's script is served."""
    version = viewer_version()
    return url_for("images.viewer", version=version) if version else None


def _image(sha256: str, page: int, width: int) -> bytes:
    folder = derived_folder(services().settings)
    path = derived_path(folder, sha256, page, width)
    if path.exists():
        return path.read_bytes()
    larger = derived_path(folder, sha256, page, SCREEN)
    # A thumbnail of a picture that is there costs a tenth of one of the scan, and is wanted while that is being made.
    whole = (
        larger.read_bytes() if width < SCREEN and larger.exists() else archive().reports.page_image(sha256, page).data
    )
    data = derive(whole, width)
    keep(path, data)
    return data
