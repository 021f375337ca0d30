"""Random values that obey the form's relations, and that fit together over an office's years."""

from decimal import Decimal
from random import Random

from tests.generator.layout import APPLICANTS, DISPUTES, OUTCOMES, REQUESTS, result_rows
from tests.generator.statistics import SUMS, draw_statistics

Values = dict[str, Decimal | None]
"""Metric id to value; None where the office left the cell blank."""

ENTRIES = tuple(column for _, column in APPLICANTS[:-1])

SCALES = {"street": 2, "small": 20, "bureau": 150, "city": 1800}
"""Typical number of applications a year, by size of the office."""

_APPLICANT_WEIGHTS = (0.8, 0.11, 0.01, 0.01, 0.03, 0.04)
_SUMS_2014 = frozenset(f"statistics.{name}" for name in SUMS)
_COMMON = {"disclosed": 30, "partly_disclosed": 6, "unavailable_not_held": 25, "other": 6, "other_rest": 6}


def _count(rng: Random, mean: float) -> int:
    """A count around ``mean``, skewed as counts are; small means give many zeros."""
    return int(mean * rng.lognormvariate(0, 0.5) + rng.random()) if mean > 0 else 0


def _scatter(rng: Random, total: int, weights: list[float]) -> list[int]:
    """``total`` dealt out at random over the weights."""
    dealt = [0] * len(weights)
    for index in rng.choices(range(len(weights)), weights, k=total):
        dealt[index] += 1
    return dealt


def _request_columns(rng: Random, edition: str, scale: str, carried: dict[str, int]) -> dict[str, dict[str, int]]:
    """For every entry column the rows' values, results and balance obeyed."""
    rows = result_rows(edition)
    weights = [_COMMON.get(row, rng.choice((0.0, 0.3, 1.0, 4.0))) for row in rows]
    received = _scatter(rng, _count(rng, SCALES[scale]), list(_APPLICANT_WEIGHTS))
    columns = {}
    for column, new in zip(ENTRIES, received, strict=True):
        at_hand = new + carried[column]
        left = min(at_hand, _count(rng, at_hand * 0.06))
        results = _scatter(rng, at_hand - left, weights)
        columns[column] = {
            "received": new,
            "carried_in": carried[column],
            **dict(zip(rows, results, strict=True)),
            "processed": at_hand - left,
            "carried_out": left,
        }
    return columns


def _requests(rng: Random, edition: str, scale: str, previous: Values | None) -> Values:
    drawn = _scatter(rng, _count(rng, SCALES[scale] * 0.05), list(_APPLICANT_WEIGHTS))
    carried = dict(zip(ENTRIES, drawn, strict=True))
    if previous is not None and "requests.carried_out.total" in previous:
        carried = {column: int(previous[f"requests.carried_out.{column}"] or 0) for column in ENTRIES}
    columns = _request_columns(rng, edition, scale, carried)
    values: Values = {}
    for row in (row.id for row in REQUESTS[edition]):
        counts = [columns[column][row] for column in ENTRIES]
        values |= {f"requests.{row}.{c}": Decimal(n) for c, n in zip(ENTRIES, counts, strict=True)}
        values[f"requests.{row}.total"] = Decimal(sum(counts))
    return values


def _disputes(rng: Random, scale: str) -> Values:
    values: Values = {}
    for _, subject in DISPUTES:
        counts = [_count(rng, SCALES[scale] * share) for share in (0.03, 0.006, 0.004, 0.008)]
        for (_, outcome), count in zip(OUTCOMES, [*counts, sum(counts)], strict=True):
            values[f"{subject}.{outcome}"] = Decimal(count)
    return values


def _stocked(rng: Random, values: Values, previous: Values | None, row: str, mean: float) -> None:
    """上一年项目数量 follows from the year before where there is one."""
    last = _count(rng, mean)
    if previous is not None and f"disclosure.{row}.items_last_year" in previous:
        before = previous[f"disclosure.{row}.items_last_year"] or 0
        last = int(before + (previous[f"disclosure.{row}.change"] or 0))
    change = rng.choice((0, 0, _count(rng, mean * 0.05), -_count(rng, mean * 0.05)))
    values[f"disclosure.{row}.items_last_year"] = Decimal(last)
    values[f"disclosure.{row}.change"] = Decimal(max(change, -last))


def money(rng: Random, mean: float) -> Decimal:
    """An amount in 万元 with nought, two or four decimals, as offices print them."""
    amount = mean * rng.lognormvariate(0, 1)
    return Decimal(f"{amount:.{rng.choice((0, 2, 4, 4))}f}")


def _disclosure_2019(rng: Random, scale: str, previous: Values | None) -> Values:
    size = SCALES[scale]
    values: Values = {}
    for row, mean in (("rules", size / 400), ("normative_documents", size / 40)):
        made = _count(rng, mean)
        values[f"disclosure.{row}.made"] = Decimal(made)
        values[f"disclosure.{row}.published"] = Decimal(made)
        values[f"disclosure.{row}.public_total"] = Decimal(made + _count(rng, mean * 8))
    for row, mean in (("licences", size / 4), ("other_services", size / 5), ("penalties", size / 3), ("coercion", 8)):
        _stocked(rng, values, previous, row, mean if size > 5 else 0)
        values[f"disclosure.{row}.decisions"] = Decimal(_count(rng, mean * 12 if size > 5 else 0))
    _stocked(rng, values, previous, "fees", size / 100)
    projects = _count(rng, size / 25)
    values["disclosure.procurement.projects"] = Decimal(projects)
    values["disclosure.procurement.amount"] = money(rng, projects * 90) if projects else Decimal(0)
    return values


def _disclosure_2021(rng: Random, scale: str, previous: Values | None) -> Values:
    size = SCALES[scale]
    values: Values = {}
    for row, mean in (("rules", size / 400), ("normative_documents", size / 40)):
        stock = _count(rng, mean * 10)
        if previous is not None and f"disclosure.{row}.in_force" in previous:
            stock = int(previous[f"disclosure.{row}.in_force"] or 0)
        made, repealed = _count(rng, mean), min(stock, _count(rng, mean / 2))
        values[f"disclosure.{row}.made"] = Decimal(made)
        values[f"disclosure.{row}.repealed"] = Decimal(repealed)
        values[f"disclosure.{row}.in_force"] = Decimal(stock + made - repealed)
    for row, mean in (("licences", size * 5.0), ("penalties", size * 2.0), ("coercion", size / 9)):
        values[f"disclosure.{row}.decisions"] = Decimal(_count(rng, mean if size > 5 else 0))
    values["disclosure.fees.amount"] = money(rng, size * 3) if size > 5 else Decimal(0)
    return values


def draw(rng: Random, edition: str, scale: str, previous: Values | None = None) -> Values:
    """All values of one report; ``previous`` is the same office's year before, to be continued.

    Errors: ValueError for an edition without a form's values here.
    """
    if edition == "none":
        return {}
    if edition == "2014":
        return draw_statistics(rng, SCALES[scale])
    disclosure = {"2019": _disclosure_2019, "2021": _disclosure_2021}.get(edition)
    if disclosure is None:
        raise ValueError(f"no form for edition {edition!r}")
    return {
        **disclosure(rng, scale, previous),
        **_requests(rng, edition, scale, previous),
        **_disputes(rng, scale),
    }


def with_office_errors(rng: Random, values: Values, count: int) -> Values:
    """The values with ``count`` sums that the office itself got wrong."""
    sums = [
        m
        for m, v in values.items()
        if v is not None and (m.endswith(".total") or ".processed." in m or m in _SUMS_2014)
    ]
    wrong = dict(values)
    for metric in rng.sample(sums, min(count, len(sums))):
        wrong[metric] = (wrong[metric] or Decimal(0)) + rng.choice((1, 2, 10))
    return wrong


def with_blanks(rng: Random, values: Values, share: float) -> Values:
    """The values with some zeros left blank: whole groups of them, and single ones."""
    groups = {metric.rsplit(".", 1)[0] for metric in values}
    blank = {group for group in sorted(groups) if rng.random() < share}
    return {
        metric: None if value == 0 and (metric.rsplit(".", 1)[0] in blank or rng.random() < share * 0.3) else value
        for metric, value in values.items()
    }
