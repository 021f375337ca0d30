"""The fields of the tantivy index, and documents in their terms.

`threes` holds all overlapping threes of characters of the folded text in order, so that a phrase of threes is a
substring; `pairs` its pairs and `chars` its single characters, for queries of two and one. `likely` holds the pairs
of what the text would say if doubtful characters were read otherwise, window by window with a gap between. A metric
has a column of whole millionths, so that bounds are exact.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import Any

import tantivy

from archive.forms import forms
from archive.records import ReportRecord
from search.documents import (
    SCHEMA_VERSION,
    ReportFacts,
    SectionDocument,
    office_card,
    office_tag,
    region_paths,
    report_facts,
    section_documents,
)
from search.text import fold, grams

Fields = dict[str, Any]

_GAP = " | "  # a word that no query has, so that no phrase reaches over it

SCALE = 10**6
BOUND = 2**62  # beyond any sum that a form can state, within a signed 64-bit column

_KEYS = ("office", "report", "edition", "office_tag", "region", "level", "kind", "doubt", "finding")
_NUMBERS = ("year", "section", "received")


@cache
def metric_ids() -> tuple[str, ...]:
    """Every metric of every edition, each once."""
    return tuple(dict.fromkeys(metric.id for form in forms() for metric in form.metrics))


def column(metric_id: str) -> str:
    """The name of a metric's column."""
    return "m_" + metric_id.replace(".", "__")


@cache
def schema_mark() -> str:
    """What an index was made for: another mark means other fields or other contents."""
    fields = ",".join((*_KEYS, *_NUMBERS, *metric_ids()))
    return f"{SCHEMA_VERSION}-{hashlib.sha256(fields.encode()).hexdigest()[:8]}"


@cache
def schema() -> tantivy.Schema:
    """All fields."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "type", "status"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name != "id")
    for name in _KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("card", "stamped"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_text_field("threes", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("likely", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("chars", tokenizer_name="whitespace", index_option="basic")
    builder.add_bytes_field("shown", stored=True)
    builder.add_bytes_field("text", stored=True)
    for metric_id in metric_ids():
        builder.add_integer_field(column(metric_id), fast=True)
    return builder.build()


def documents(report: ReportRecord) -> Iterator[tantivy.Document]:
    """All documents of a report: the report as a whole, which no text finds, and its sections."""
    facts = report_facts(report)
    shared = _shared(facts)
    yield _document(shared | _whole(facts))
    for section in section_documents(report, facts):
        yield _document(shared | _section(section))


def _whole(facts: ReportFacts) -> Fields:
    return {
        "id": facts.report,
        "type": "report",
        "card": office_card(facts),
        "stamped": f"{facts.report} {facts.stamp}",
        "shown": _shown(facts, None, None, ()),
    }


def _section(document: SectionDocument) -> Fields:
    folded = fold(document.text)
    return {
        "id": document.id,
        "type": "section",
        "section": document.section,
        "threes": " ".join(grams(folded, 3)),
        "pairs": " ".join(grams(folded, 2)),
        "chars": " ".join(set(folded)),
        "likely": _GAP.join(" ".join(grams(window, 2)) for window in document.windows) or None,
        "text": document.text.encode(),
        "shown": _shown(document.facts, document.section, document.heading, document.pages),
    }


def scaled(value: Decimal) -> int:
    """A value in whole millionths, rounded down, within the bounds of a column."""
    return max(-BOUND, min(BOUND, int((value * SCALE).to_integral_value(ROUND_FLOOR))))


def _shared(facts: ReportFacts) -> Fields:
    return {
        "report": facts.report,
        "status": facts.status,
        "year": facts.year,
        "edition": facts.edition,
        "office": facts.office,
        "office_tag": office_tag(facts),
        "region": list(region_paths(facts.region)),
        "level": facts.level,
        "kind": facts.kind,
        "doubt": list(facts.doubts),
        "finding": list(facts.findings),
        "received": facts.received,
    } | _columns(facts)


def _columns(facts: ReportFacts) -> dict[str, int]:
    names = _column_names()
    return {names[metric]: scaled(value) for metric, value in facts.values.items() if metric in names}


@cache
def _column_names() -> dict[str, str]:
    return {metric_id: column(metric_id) for metric_id in metric_ids()}


def _shown(facts: ReportFacts, section: int | None, heading: str | None, pages: tuple[tuple[int, int], ...]) -> bytes:
    """What a hit shows beside its text, as JSON of a `Hit`'s fields and `pages`."""
    shown = {
        "report": facts.report,
        "section": section,
        "heading": heading,
        "title": facts.title,
        "office": facts.office_name,
        "office_id": facts.office,
        "region": facts.region,
        "year": facts.year,
        "edition": facts.edition,
        "pages": pages,
    }
    return json.dumps(shown, ensure_ascii=False).encode()


def _document(fields: Fields) -> tantivy.Document:
    return tantivy.Document.from_dict({name: value for name, value in fields.items() if value is not None}, schema())
