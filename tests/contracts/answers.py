"""What is read off the answers of search engines, and off the records that they must agree with."""

from decimal import Decimal

from archive.records import ReportRecord
from search.engine import SearchEngine
from search.query import Query
from search.results import Results

FEES = "disclosure.fees.amount"
TOTAL = "requests.received.total"
OLD_TOTAL = "statistics.applications_received"


def found(engine: SearchEngine, query: Query) -> set[tuple[str, int | None]]:
    """All sections (report, number) of an answer, page by page; each once."""
    answers: list[Results] = []
    while not answers or len(answers[-1].hits) == 100:
        answers.append(engine.search(query.model_copy(update={"limit": 100, "page": len(answers) + 1, "facets": ()})))
    hits = [(hit.report, hit.section) for answer in answers for hit in answer.hits]
    assert len(hits) == len(set(hits)) == answers[0].total
    return set(hits)


def pairs(answer: Results, name: str) -> list[tuple[str, int]]:
    """The values of a facet with their counts, in the order of the answer."""
    return [(value.value, value.count) for value in answer.facets[name]]  # type: ignore[index]


def value_of(record: ReportRecord, metric: str) -> Decimal | None:
    """What a report states for a metric."""
    return next((Decimal(o.value) for o in record.observations if o.metric == metric and o.value is not None), None)
