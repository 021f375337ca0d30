"""Sampling (抽检): values that the machine is sure of, drawn at random and shown to people, prove the rest."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, or_, select

from archive import events
from archive.clock import now
from archive.db.tables import (
    batches,
    documents,
    metrics,
    observations,
    offices,
    readings,
    reports,
    sample_items,
    samples,
    versions,
)
from archive.desk.error_reports import object_to, take_back
from archive.errors import Conflict, InvalidValue, NotFound
from archive.ground import Ground
from archive.indexing import bring_all
from archive.records import Box, ReportStatus, Status
from archive.reports.deriving import derive
from archive.reports.listing import conditions, joined
from archive.reports.record import load_reading
from archive.sampling.bounds import LARGEST, sample_size, upper_bound
from archive.sampling.draw import SEEDS, Frame, Pick, draw
from archive.views import Page, ReportFilter

Verdict = Literal["right", "wrong", "unclear"]

# Whoever has a value on the screen keeps it so long; then it is shown to somebody else.
HELD = timedelta(minutes=5)

_MANY = 500


@dataclass(frozen=True)
class Quality:
    """What a sample says of a batch, or of all: a bound is None where nothing was looked at yet.

    What could not be told right from wrong counts as wrong for the bound. `batch` None: handed in outside any.
    """

    batch: int | None
    name: str | None
    population: int
    drawn: int
    looked: int
    wrong: int
    unclear: int
    bound: float | None


@dataclass(frozen=True)
class Sample:
    """A sample and how far it is; `proven` once it is looked at whole and its bound is no higher than `rate`."""

    id: int
    name: str
    seed: int
    confidence: float
    rate: float
    user: str
    created: datetime
    whole: Quality
    batches: tuple[Quality, ...]

    @property
    def finished(self) -> bool:
        """Whether every value was looked at."""
        return self.whole.looked == self.whole.drawn

    @property
    def proven(self) -> bool:
        """Whether it shows what it was drawn to show."""
        return self.finished and self.whole.bound is not None and self.whole.bound <= self.rate


@dataclass(frozen=True)
class Specimen:
    """One value of a sample as it was read when it was drawn, with its place on the page."""

    sample: int
    number: int
    report: str
    office: str | None
    year: int | None
    metric: str
    value: str | None
    raw: str | None
    sha256: str
    page: int | None
    box: Box | None
    verdict: Verdict | None
    user: str | None


class Sampling:
    """Samples: drawn, looked at by several people, summed up by batch."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def start(
        self,
        name: str,
        wanted: ReportFilter,
        *,
        confidence: float,
        rate: float,
        user: str,
        seed: int | None = None,
    ) -> int:
        """Draw as many certain values as show, if none is wrong, that fewer than `rate` of all are; returns its number.

        Raises `InvalidValue` for what no sample can show, `Conflict` where there is nothing to draw from.
        """
        if not 0 < rate < 1 or not 0.5 <= confidence < 1:
            raise InvalidValue(f"No sample shows {rate} with {confidence}.", "Both are shares between 0 and 1.")
        size = sample_size(rate, confidence)
        if size > LARGEST:
            raise InvalidValue(f"That would need {size} values.", "Ask for a higher rate or less confidence.")
        seed = secrets.randbelow(SEEDS) if seed is None else seed
        with self._ground.reading() as connection:
            frames = _frames(connection, wanted)
            picks = draw(frames, size, seed)
            items = _items(connection, picks)
        if not items:
            raise Conflict("There are no certain values to draw from.", "Choose other reports.")
        with self._ground.writing() as connection:
            fields = {"name": name, "seed": seed, "confidence": confidence, "rate": rate}
            meant = {"office": wanted.office, "year": wanted.year, "batch": wanted.batch}
            strata = _strata(frames, picks)
            made = samples.insert().returning(samples.c.key)
            facts = {**fields, "meant": meant, "strata": strata, "user_name": user, "created": now()}
            key = int(connection.execute(made, facts).scalar_one())
            connection.execute(sample_items.insert(), [{**item, "sample_key": key} for item in items])
            events.append(connection, "sample.drawn", f"sample:{key}", user, **fields, size=len(items))
        return key

    def all(self, *, limit: int = 20, offset: int = 0) -> Page[Sample]:
        """Samples, newest first."""
        with self._ground.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(samples)) or 0
            rows = connection.execute(select(samples).order_by(samples.c.key.desc()).limit(limit).offset(offset)).all()
            return Page(tuple(_sample(connection, row) for row in rows), total)

    def get(self, sample: int) -> Sample:
        """A sample and what it says so far; raises `NotFound`."""
        with self._ground.reading() as connection:
            return _sample(connection, _row(connection, sample))

    def next(self, sample: int, *, user: str) -> Specimen | None:
        """A value that nobody has judged or has on the screen, held for this user; None where none is left."""
        with self._ground.writing() as connection:
            _row(connection, sample)
            free = or_(
                sample_items.c.held.is_(None), sample_items.c.held_by == user, sample_items.c.held < now() - HELD
            )
            number = connection.scalar(
                select(sample_items.c.number)
                .where(sample_items.c.sample_key == sample, sample_items.c.verdict.is_(None), free)
                .order_by(sample_items.c.number)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if number is None:
                return None
            connection.execute(sample_items.update().where(*_one(sample, number)).values(held_by=user, held=now()))
        return self.specimen(sample, number)

    def ahead(self, sample: int, number: int, *, user: str) -> int | None:
        """The number that will most likely come after one, so that its picture can be loaded already."""
        with self._ground.reading() as connection:
            return connection.scalar(
                select(sample_items.c.number)
                .where(
                    sample_items.c.sample_key == sample,
                    sample_items.c.number > number,
                    sample_items.c.verdict.is_(None),
                    or_(sample_items.c.held.is_(None), sample_items.c.held_by == user),
                )
                .order_by(sample_items.c.number)
                .limit(1)
            )

    def last_judged(self, sample: int, *, user: str) -> int | None:
        """The value that this user judged last: what they go back to."""
        with self._ground.reading() as connection:
            return connection.scalar(
                select(sample_items.c.number)
                .where(sample_items.c.sample_key == sample, sample_items.c.user_name == user)
                .order_by(sample_items.c.at.desc())
                .limit(1)
            )

    def specimen(self, sample: int, number: int) -> Specimen:
        """One value of a sample; raises `NotFound`."""
        with self._ground.reading() as connection:
            row = connection.execute(_specimens().where(*_one(sample, number))).first()
        if row is None:
            raise NotFound(f"Sample {sample} has no value {number}.", "")
        reading = load_reading(self._ground.blobs, row.blob_key)
        seen = next((one for one in reading.observations if one.metric == row.metric), None)
        return Specimen(
            sample=sample,
            number=number,
            report=row.id,
            office=row.office_name,
            year=row.year,
            metric=row.metric,
            value=row.value,
            raw=seen.raw if seen else None,
            sha256=row.sha256,
            page=seen.page if seen else None,
            box=seen.box if seen else None,
            verdict=row.verdict,
            user=row.user_name,
        )

    def judge(self, sample: int, number: int, verdict: Verdict, *, user: str) -> None:
        """Say of a value whether it is what the page says; a wrong one is in doubt from now on. Raises `NotFound`."""
        with self._ground.writing() as connection:
            row = connection.execute(_specimens().where(*_one(sample, number))).first()
            if row is None:
                raise NotFound(f"Sample {sample} has no value {number}.", "")
            connection.execute(
                sample_items.update()
                .where(*_one(sample, number))
                .values(verdict=verdict, user_name=user, at=now(), held=None, held_by=None)
            )
            touched = self._mark(connection, row, verdict, user)
        bring_all(self._ground, touched)

    def _mark(self, connection: Connection, row: Row[Any], verdict: Verdict, user: str) -> list[str]:
        if (verdict == "wrong") == (row.verdict == "wrong"):
            return []
        if verdict == "wrong":
            report = connection.execute(select(reports).where(reports.c.key == row.report_key)).one()
            object_to(connection, report, row.metric, row.value, user)
        else:
            take_back(connection, row.report_key, row.metric)
        return derive(self._ground, connection, row.report_key)


# What nobody need look at: values, and blanks that are sure to be blank.
_TRUSTED = (Status.CERTAIN.value, Status.NOT_STATED.value)


def _frames(connection: Connection, wanted: ReportFilter) -> tuple[Frame, ...]:
    """The trusted values of the reports that are meant, blanks among them, withdrawn ones apart, by batch."""
    open_ones = (ReportStatus.DRAFT, ReportStatus.PUBLISHED)
    meant = conditions(connection, replace(wanted, statuses=open_ones))
    # Grouped by a sum, or SQLite would go through the index by report and fetch eight million rows one by one.
    own_key = observations.c.report_key + 0
    counted = (
        select(own_key.label("report_key"), func.count().label("certain"))
        .where(observations.c.status.in_(_TRUSTED), *_only(meant, wanted))
        .group_by(own_key)
        .subquery()
    )
    rows = connection.execute(
        joined(reports.c.key, documents.c.batch_key, counted.c.certain)
        .join(counted, counted.c.report_key == reports.c.key)
        .join(versions, (versions.c.report_key == reports.c.key) & (versions.c.number == reports.c.leading))
        .join(documents, documents.c.key == versions.c.document_key)
        .where(*meant)
        .order_by(reports.c.key)
    )
    by_batch: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for key, batch, certain in rows:
        by_batch[batch].append((key, certain))
    return tuple(Frame(batch, tuple(by_batch[batch])) for batch in sorted(by_batch, key=lambda one: one or 0))


def _only(meant: Sequence[Any], wanted: ReportFilter) -> list[Any]:
    """Counting all is quickest in one go; counting some, by their reports."""
    if wanted == replace(ReportFilter(), statuses=wanted.statuses):
        return []
    return [observations.c.report_key.in_(joined(reports.c.key).where(*meant))]


def _items(connection: Connection, picks: Sequence[Pick]) -> list[dict[str, Any]]:
    """The drawn values as rows: which value is a report's nth is looked up for some reports at a time."""
    keys = sorted({pick.report for pick in picks})
    values: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    copies: dict[int, tuple[int, int]] = {}
    for start in range(0, len(keys), _MANY):
        some = keys[start : start + _MANY]
        for row in connection.execute(_certain_values().where(observations.c.report_key.in_(some))):
            values[row.report_key].append((row.name, row.value))
        for row in connection.execute(_leading_copies().where(reports.c.key.in_(some))):
            copies[row.key] = (row.version_key, row.reading_key)
    return [
        {
            "number": number,
            "version_key": copies[pick.report][0],
            "reading_key": copies[pick.report][1],
            "batch_key": pick.batch,
            "metric": values[pick.report][pick.nth][0],
            "value": values[pick.report][pick.nth][1],
        }
        for number, pick in enumerate(picks, 1)
    ]


def _certain_values() -> Any:
    return (
        select(observations.c.report_key, metrics.c.name, observations.c.value)
        .join(metrics, metrics.c.key == observations.c.metric_key)
        .where(observations.c.status.in_(_TRUSTED))
        .order_by(observations.c.report_key, observations.c.metric_key)
    )


def _leading_copies() -> Any:
    return select(reports.c.key, versions.c.key.label("version_key"), versions.c.reading_key).join(
        versions, (versions.c.report_key == reports.c.key) & (versions.c.number == reports.c.leading)
    )


def _specimens() -> Any:
    return (
        joined(
            sample_items,
            reports.c.key.label("report_key"),
            reports.c.id,
            reports.c.year,
            documents.c.sha256,
            readings.c.blob_key,
            offices.c.name.label("office_name"),
        )
        .join(versions, versions.c.report_key == reports.c.key)
        .join(sample_items, sample_items.c.version_key == versions.c.key)
        .join(documents, documents.c.key == versions.c.document_key)
        .join(readings, readings.c.key == sample_items.c.reading_key)
    )


def _one(sample: int, number: int) -> tuple[Any, Any]:
    return sample_items.c.sample_key == sample, sample_items.c.number == number


def _row(connection: Connection, sample: int) -> Row[Any]:
    row = connection.execute(select(samples).where(samples.c.key == sample)).first()
    if row is None:
        raise NotFound(f"There is no sample {sample}.", "")
    return row


def _strata(frames: Iterable[Frame], picks: Iterable[Pick]) -> list[dict[str, int | None]]:
    drawn: dict[int | None, int] = defaultdict(int)
    for pick in picks:
        drawn[pick.batch] += 1
    return [{"batch": one.batch, "population": one.size, "drawn": drawn[one.batch]} for one in frames]


def _sample(connection: Connection, row: Row[Any]) -> Sample:
    counted: dict[int | None, dict[str, int]] = defaultdict(dict)
    verdicts = connection.execute(
        select(sample_items.c.batch_key, sample_items.c.verdict, func.count())
        .where(sample_items.c.sample_key == row.key, sample_items.c.verdict.is_not(None))
        .group_by(sample_items.c.batch_key, sample_items.c.verdict)
    )
    for batch, verdict, count in verdicts:
        counted[batch][verdict] = count
    names = {one.key: one.name for one in connection.execute(select(batches.c.key, batches.c.name))}
    parts = tuple(
        _quality(one["batch"], names.get(one["batch"]), one, counted[one["batch"]], row.confidence)
        for one in row.strata
    )
    total = {name: sum(getattr(part, name) for part in parts) for name in ("population", "drawn")}
    said = {name: sum(part.get(name, 0) for part in counted.values()) for name in ("right", "wrong", "unclear")}
    whole = _quality(None, None, total, said, row.confidence)
    return Sample(row.key, row.name, row.seed, row.confidence, row.rate, row.user_name, row.created, whole, parts)


def _quality(
    batch: int | None, name: str | None, size: Mapping[str, int], said: Mapping[str, int], confidence: float
) -> Quality:
    wrong, unclear = said.get("wrong", 0), said.get("unclear", 0)
    looked = wrong + unclear + said.get("right", 0)
    bound = upper_bound(wrong + unclear, looked, confidence, size["population"]) if looked else None
    return Quality(batch, name, size["population"], size["drawn"], looked, wrong, unclear, bound)
