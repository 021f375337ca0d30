"""Drawing samples, looking at them value by value with one key each, and what they prove."""

from typing import get_args

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import InvalidValue, NotFound
from archive.forms import load_form
from archive.forms import metric as metric_of
from archive.sampling.bounds import sample_size
from archive.sampling.samples import Specimen, Verdict
from archive.views import ReportFilter
from web.accounts.security import user_name
from web.asked import paging, whole_number
from web.context import archive
from web.pages.review.crops import crop_url
from web.pages.review.places import Place, place_of
from web.pages.review.room import staff
from web.pictures import crop

blueprint = Blueprint("sampling", __name__)

PER_PAGE = 20
BATCHES = 100
RATES = (0.01, 0.005, 0.002, 0.001, 0.0005)
CONFIDENCES = (0.9, 0.95, 0.99)
USUAL_RATE, USUAL_CONFIDENCE = 0.001, 0.95


@blueprint.get("/review/samples")
@staff
def index() -> str:
    """The samples, and the form that draws one."""
    shown = paging(PER_PAGE)
    found = archive().sampling.all(limit=shown.size, offset=shown.offset)
    return render_template(
        "sampling/index.html",
        found=found,
        rates=[(rate, sample_size(rate, USUAL_CONFIDENCE)) for rate in RATES],
        confidences=CONFIDENCES,
        usual=(USUAL_RATE, USUAL_CONFIDENCE),
        batches=archive().intake.batch_names(limit=BATCHES),
        years=archive().statistics.years(),
        page=shown.page,
        pages=shown.pages(found.total),
    )


@blueprint.post("/review/samples")
@staff
def start() -> BaseResponse:
    """Draw a sample."""
    form = request.form
    wanted = ReportFilter(
        batch=form.get("batch", type=whole_number),
        year=form.get("year", type=whole_number),
        office=_office(form.get("office", "")),
    )
    sample = archive().sampling.start(
        form.get("name", "").strip()[:200] or "抽检",
        wanted,
        confidence=form.get("confidence", USUAL_CONFIDENCE, type=float),
        rate=form.get("rate", USUAL_RATE, type=float),
        seed=form.get("seed", type=whole_number),
        user=user_name(),
    )
    return redirect(url_for("sampling.show", sample=sample), 303)


@blueprint.get("/review/samples/<int:sample>")
@staff
def show(sample: int) -> str:
    """What the sample says of each batch."""
    return render_template("sampling/show.html", sample=archive().sampling.get(sample))


@blueprint.get("/review/samples/<int:sample>/look")
@staff
def look(sample: int) -> BaseResponse | str:
    """The next value that nobody has judged, or the one that `?number=` names."""
    sampling = archive().sampling
    number = request.args.get("number", type=whole_number)
    shown = sampling.next(sample, user=user_name()) if number is None else sampling.specimen(sample, number)
    if shown is None:
        return redirect(url_for("sampling.show", sample=sample), 303)
    return render_template(
        "sampling/look.html",
        sample=sampling.get(sample),
        shown=shown,
        metric=metric_of(shown.metric),
        place=_place(shown),
        crop_url=crop_url,
        ahead=sampling.ahead(sample, shown.number, user=user_name()),
        back=sampling.last_judged(sample, user=user_name()),
    )


@blueprint.post("/review/samples/<int:sample>/<int:number>")
@staff
def judge(sample: int, number: int) -> BaseResponse:
    """A person's word on one value; then the next."""
    verdict = request.form.get("verdict", "")
    if verdict not in get_args(Verdict):
        raise InvalidValue(f"{verdict!r} is no verdict.", "Say right, wrong or unclear.")
    archive().sampling.judge(sample, number, verdict, user=user_name())  # type: ignore[arg-type]
    return redirect(url_for("sampling.look", sample=sample), 303)


@blueprint.get("/review/samples/<int:sample>/<int:number>/crop.webp")
@staff
def picture(sample: int, number: int) -> Response:
    """The place on the page that the value was read from."""
    shown = archive().sampling.specimen(sample, number)
    return _picture(shown)


def _place(shown: Specimen) -> Place | None:
    """Where the value's row and the head of its column are; None where another copy leads the report by now."""
    record = archive().reports.get(shown.report)
    if record.source.sha256 != shown.sha256 or record.edition in (None, "none"):
        return None
    form = load_form(record.edition)
    meant = next((one for one in form.metrics if one.id == shown.metric), None)
    return place_of(form, record.observations, record.tables, meant) if meant else None


def _picture(shown: Specimen) -> Response:
    if shown.page is None or shown.box is None:
        raise NotFound(f"The value {shown.number} of sample {shown.sample} has no place.", "")
    image = archive().reports.page_image(shown.sha256, shown.page)
    response = Response(crop(image.data, shown.box), mimetype="image/webp")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _office(typed: str) -> str | None:
    """An office by its id or by any of its names."""
    if not typed.strip():
        return None
    found = archive().offices.by_name(typed.strip())
    return found[0].id if found else archive().offices.resolve(typed.strip())
