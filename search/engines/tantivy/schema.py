"""The fields of the tantivy index, and documents in their terms.

`threes` holds all overlapping threes of characters of the folded text in order, so that a phrase of threes is a
substring; `pairs` its pairs and `chars` its single characters, for queries of two and one. `common` holds the longer
phrases that stand in many sections as words of their own (`words.py`). The document of a whole report has the words of
all its sections in fields of its own (`WORDS`), without their places: which reports have a word is known from these at
once, where to gather them from a million sections takes a tenth of a second. Its `together` holds the common pairs of
each section, all at one place, so that a phrase of words at the same place is one section that has them all.
A section that is not the only one of its number in the report is `repeated`, and its `numbered` says which it is: a
report is counted once for a number. `likely` holds the pairs of what the text would say if doubtful characters were
read otherwise, window by window with a gap between. A metric has a column of whole millionths, so that bounds are
exact. What facets count is in three columns of one value each (`facets.py`), for every column is read at every match.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import tantivy

from archive.records import ReportRecord
from search.documents import (
    SCHEMA_VERSION,
    ReportFacts,
    SectionDocument,
    metric_ids,
    office_card,
    region_paths,
    report_facts,
    section_documents,
)
from search.engines.tantivy.facets import counted_columns, traits
from search.engines.tantivy.words import Words
from search.text import fold, spaced_grams

Fields = dict[str, Any]

_PAIRS, _CHARS = "two_characters", "one_character"
WORDS = {"common": "whitespace", "pairs": _PAIRS, "chars": _CHARS}  # of whole reports, and how they are cut

_GAP = " | "  # a word that no query has, so that no phrase reaches over it

ENCODING = "gb18030"  # of stored texts: all of Unicode, with two bytes for a Chinese character instead of three

SCALE = 10**6
BOUND = 2**62  # beyond any sum that a form can state, within a signed 64-bit column

_KEYS = ("type", "status", "office", "edition", "region", "level", "kind", "doubt", "finding")
_ORDERED_KEYS = ("report", "office_tag", "place", "traits", "stated", "card", "stamped", "numbered")
_NUMBERS = ("year", "section", "received")


def column(metric_id: str) -> str:
    """The name of a metric's column."""
    return "m_" + metric_id.replace(".", "__")


def of_reports(field: str) -> str:
    """The name of the field that holds for whole reports what `field` holds for sections."""
    return f"report_{field}"


@cache
def schema_mark() -> str:
    """What an index was made for: another mark means other fields or other contents."""
    fields = ",".join((*_KEYS, *_ORDERED_KEYS, *_NUMBERS, *metric_ids()))
    return f"{SCHEMA_VERSION}-{hashlib.sha256(fields.encode()).hexdigest()[:8]}"


def open_for_writing(folder: Path) -> tantivy.Index:
    """The index of a folder, knowing how to cut texts; readers need not know."""
    index = tantivy.Index.open(str(folder))
    for name, size in ((_PAIRS, 2), (_CHARS, 1)):
        index.register_tokenizer(name, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(size, size)).build())
    return index


@cache
def schema() -> tantivy.Schema:
    """All fields."""
    builder = tantivy.SchemaBuilder()
    for name in _KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _ORDERED_KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_text_field("threes", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("common", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("pairs", tokenizer_name=_PAIRS, index_option="freq")
    builder.add_text_field("chars", tokenizer_name=_CHARS, index_option="basic")
    for name, tokenizer in WORDS.items():
        builder.add_text_field(of_reports(name), tokenizer_name=tokenizer, index_option="basic")
    builder.add_text_field("together", tokenizer_name=_CHARS, index_option="position")
    builder.add_text_field("likely", tokenizer_name="whitespace", index_option="position")
    builder.add_bytes_field("shown", stored=True)
    builder.add_bytes_field("text", stored=True)
    for metric_id in metric_ids():
        builder.add_integer_field(column(metric_id), fast=True)
    return builder.build()


def documents(report: ReportRecord, words: Words) -> Iterator[tantivy.Document]:
    """All documents of a report: its sections, and the report as a whole."""
    facts = report_facts(report)
    shared = _stated(_shared(facts))
    sections = [(section, _text(fold(section.text), words)) for section in section_documents(report, facts)]
    texts = [text for _, text in sections]
    together = [words.coded(text["pairs"]) for text in texts]
    yield _document(shared | _stated(_whole(facts)) | _words(texts) | {"together": [each for each in together if each]})
    for section, text in sections:
        yield _document(shared | _stated(_section(section)) | text)


def _whole(facts: ReportFacts) -> Fields:
    return {
        "type": "report",
        "card": office_card(facts),
        "stamped": f"{facts.report} {facts.stamp}",
        "shown": _shown(facts, None, None, ()),
    }


def _words(texts: Sequence[Fields]) -> Fields:
    """The words of several texts, each text by itself: no word reaches from one into the next."""
    return {of_reports(name): [text[name] for text in texts if text.get(name)] for name in WORDS}


def _section(document: SectionDocument) -> Fields:
    return {
        "type": ["section", "repeated"] if document.repeated else "section",
        "numbered": f"{document.section} {document.facts.report}" if document.repeated else None,
        "section": document.section,
        "likely": _GAP.join(spaced_grams(window, 2) for window in document.windows) or None,
        "text": document.text.encode(ENCODING),
        "shown": _shown(document.facts, document.section, document.heading, document.pages),
    }


def _text(folded: str, words: Words) -> Fields:
    """A folded text by its words."""
    common = words.common_in(folded) or None
    return _stated({"threes": spaced_grams(folded, 3), "common": common, "pairs": folded, "chars": folded})


def scaled(value: Decimal) -> int:
    """A value in whole millionths, rounded down, within the bounds of a column."""
    whole = int(value)  # most values are whole, and for these this is a fourth of the time
    millionths = whole * SCALE if whole == value else int((value * SCALE).to_integral_value(ROUND_FLOOR))
    return max(-BOUND, min(BOUND, millionths))


def _shared(facts: ReportFacts) -> Fields:
    return {
        "report": facts.report,
        "status": facts.status,
        "year": facts.year,
        "edition": facts.edition,
        "office": facts.office,
        "region": list(region_paths(facts.region)),
        "level": facts.level,
        "kind": facts.kind,
        "doubt": list(facts.doubts),
        "finding": list(facts.findings),
        "received": facts.received,
        **counted_columns(facts),
        **_columns(facts),
    }


def _columns(facts: ReportFacts) -> dict[str, int]:
    names = _column_names()
    return {names[metric]: scaled(value) for metric, value in facts.values.items() if metric in names}


@cache
def _column_names() -> dict[str, str]:
    return {metric_id: column(metric_id) for metric_id in metric_ids()}


def _shown(facts: ReportFacts, section: int | None, heading: str | None, pages: tuple[tuple[int, int], ...]) -> bytes:
    """What a hit shows beside its text, as JSON of a `Hit`'s fields, `pages`, and its `traits`, which facets count."""
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
        "traits": traits(facts),
    }
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode(ENCODING)


def _stated(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def _document(fields: Fields) -> tantivy.Document:
    return tantivy.Document.from_dict(fields, schema())
