"""Documents and settings of the Meilisearch index.

A document is a section, a report as a whole, or the one that names the schema; `type` tells. All are in one index, so
that a report's documents are written by one task.
"""

import hashlib
import json
from functools import cache
from typing import Any

from archive.records import ReportRecord
from search.documents import (
    SCHEMA_VERSION,
    ReportFacts,
    SectionDocument,
    intake,
    office_card,
    office_tag,
    region_paths,
    report_facts,
    section_documents,
)
from search.engines.meilisearch.codes import GAP, absent_codes, char_word, likely_words, pair_words
from search.query import MAX_LENGTH
from search.text import fold

Document = dict[str, Any]

SCHEMA_ID = "schema"
PIECE = 60_000  # words of an attribute; Meilisearch ignores those from 65,536 on
PIECES = 40
MOST_VALUES = 1000  # of a facet that the server counts, the most frequent: as many as a query may ask for

SHOWN = (
    "report",
    "section",
    "heading",
    "title",
    "office",
    "office_name",
    "region",
    "year",
    "edition",
    "pages",
    "text",
)


@cache
def settings() -> dict[str, Any]:
    """The settings of an index."""
    number = {"facetSearch": False, "filter": {"equality": True, "comparison": True}}
    key = {"facetSearch": False, "filter": {"equality": True, "comparison": False}}
    keys = [
        "type",
        "report",
        "status",
        "edition",
        "office",
        "office_tag",
        "level",
        "kind",
        "regions",
        "doubt",
        "finding",
        "intake",
        "stated",
        "numbered",
    ]
    return {
        "searchableAttributes": [_grams(piece) for piece in range(PIECES)] + ["chars", "likely"],
        "displayedAttributes": ["id", "type", "stamp", "card", "mark", "values", "seq", "body", "numbered", *SHOWN],
        "filterableAttributes": [
            {"attributePatterns": [*keys, "absent", "absent_likely"], "features": key},
            {"attributePatterns": ["year", "section", "received", "values.*"], "features": number},
        ],
        "sortableAttributes": ["year", "office", "values"],
        "rankingRules": ["sort", "words", "year:desc"],
        "typoTolerance": {"enabled": False},
        "prefixSearch": "disabled",
        "proximityPrecision": "byWord",
        "facetSearch": False,
        "pagination": {"maxTotalHits": 10_000_000},
        "faceting": {"maxValuesPerFacet": MOST_VALUES, "sortFacetValuesBy": {"*": "count"}},
    }


@cache
def schema_mark() -> str:
    """What an index was made for: another mark means other settings or other contents."""
    stable = json.dumps(settings(), sort_keys=True)
    return f"{SCHEMA_VERSION}-{hashlib.sha256(stable.encode()).hexdigest()[:8]}"


def schema_document() -> Document:
    """The document that names the schema."""
    return {"id": SCHEMA_ID, "type": "schema", "mark": schema_mark()}


def documents(record: ReportRecord) -> list[Document]:
    """All documents of a report, the report as a whole first."""
    facts = report_facts(record)
    shared = _shared(facts)
    whole = shared | {"id": f"report_{record.id}", "type": "report", "stamp": facts.stamp, "card": office_card(facts)}
    return [whole, *(_section(shared, section) for section in section_documents(record, facts))]


def gone(document_id: str) -> Document:
    """What takes the place of a document that is to disappear in the same task in which others are written."""
    return {"id": document_id, "type": "gone"}


def value_field(metric: str) -> str:
    """The field of a metric's value; a dot would be a path."""
    return "values." + _value_key(metric)


def _value_key(metric: str) -> str:
    return metric.replace(".", "__")


def _grams(piece: int) -> str:
    return f"grams_{piece}"


def _shared(facts: ReportFacts) -> Document:
    return {
        "report": facts.report,
        "status": facts.status,
        "title": facts.title,
        "year": facts.year,
        "edition": facts.edition,
        "office": facts.office,
        "office_name": facts.office_name,
        "office_tag": office_tag(facts),
        "region": list(facts.region),
        "regions": list(region_paths(facts.region)),
        "level": facts.level,
        "kind": facts.kind,
        "doubt": list(facts.doubts),
        "finding": list(facts.findings),
        "received": facts.received,
        "intake": intake(facts),
        "stated": list(facts.values),
        "values": {_value_key(metric): float(value) for metric, value in facts.values.items()},
    }


def _section(shared: Document, section: SectionDocument) -> Document:
    folded = fold(section.text)
    return shared | {
        "id": section.id,
        "type": "section",
        "section": section.section,
        "numbered": f"{section.section} {section.facts.report}",
        "heading": section.heading,
        "pages": section.pages,
        "text": section.text,
        "chars": " ".join(map(char_word, sorted(set(folded)))),
        "absent": absent_codes(folded),
        "likely": [" ".join(likely_words(window)) for window in section.windows],
        "absent_likely": absent_codes(GAP.join(section.windows)),
        **_pieces(pair_words(folded)),
    }


def _pieces(words: list[str]) -> Document:
    """The words in as many attributes as they need; one begins with what the longest query may have of the last."""
    step = PIECE - MAX_LENGTH
    starts = range(0, max(1, len(words) - MAX_LENGTH), step)
    return {_grams(piece): " ".join(words[at : at + PIECE]) for piece, at in enumerate(starts[:PIECES])}
