"""Which of the form's hard relations a report's printed values break: the generator's own account."""

from decimal import Decimal

from tests.generator.layout import APPLICANTS, DISPUTES, REQUESTS, result_rows
from tests.generator.statistics import broken_statistics
from tests.generator.values import ENTRIES, Values


def _sum(values: Values, metrics: list[str]) -> Decimal:
    return sum((values.get(metric) or Decimal(0) for metric in metrics), Decimal(0))


def _requests(values: Values, edition: str) -> list[str]:
    broken = []
    for row in (row.id for row in REQUESTS[edition]):
        total = values.get(f"requests.{row}.total")
        if total is not None and total != _sum(values, [f"requests.{row}.{c}" for c in ENTRIES]):
            broken.append(f"requests.row.{row}")
    for column in (column for _, column in APPLICANTS):
        processed = values.get(f"requests.processed.{column}")
        if processed is None:
            continue
        if processed != _sum(values, [f"requests.{r}.{column}" for r in result_rows(edition)]):
            broken.append(f"requests.results.{column}")
        at_hand = _sum(values, [f"requests.received.{column}", f"requests.carried_in.{column}"])
        if at_hand != processed + _sum(values, [f"requests.carried_out.{column}"]):
            broken.append(f"requests.balance.{column}")
    return broken


def _disputes(values: Values) -> list[str]:
    broken = []
    for _, subject in DISPUTES:
        total = values.get(f"{subject}.total")
        parts = [f"{subject}.{outcome}" for outcome in ("upheld", "corrected", "other", "pending")]
        if total is not None and total != _sum(values, parts):
            broken.append(f"{subject}.sum")
    return broken


def broken_relations(values: Values, edition: str) -> tuple[str, ...]:
    """Ids of the broken relations; a blank addend is 0, a blank sum is not checkable."""
    if edition == "2014":
        return broken_statistics(values)
    if edition == "none":
        return ()
    return (*_requests(values, edition), *_disputes(values))
