"""Index documents made of records: one a section, and one a report for questions that no text narrows.

The index is a projection: everything in it comes from a `ReportRecord`, and `stamp` says of which state of it.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from archive.forms import forms
from archive.records import Edition, Finding, Observation, Office, ReportRecord, Section, Status
from search.likely import windows
from search.query import Level
from search.text import fold

# Raised when documents, folding or an engine's fields change, so that every index made before is rebuilt.
SCHEMA_VERSION = 7

TAG = "\x1f"  # between an office's id and name
SETTLED = frozenset({Status.CERTAIN, Status.NOT_STATED})
MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_LEVELS: tuple[Level, ...] = ("province", "city", "county", "township")


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What every document of a report carries: the things that filters, facets and orders are about.

    `values` has every stated metric in its unit. `received` is the day of receipt as the number YYYYMMDD.
    """

    report: str
    title: str
    status: str
    year: int | None
    edition: Edition | None
    office: str | None
    office_name: str | None
    aliases: tuple[str, ...]
    kind: str | None
    level: Level | None
    region: tuple[str, ...]
    doubts: tuple[str, ...]
    findings: tuple[str, ...]
    received: int
    values: dict[str, Decimal]
    stamp: str


@dataclass(frozen=True, slots=True)
class SectionDocument:
    """A section as indexed.

    `repeated` tells that the report has another section of the same number. `pages` are (offset in the text, page)
    where a page begins, ascending. `windows` are what it would say around doubtful characters if these were read
    otherwise (`search.likely`).
    """

    id: str
    facts: ReportFacts
    section: int
    repeated: bool
    heading: str
    text: str
    pages: tuple[tuple[int, int], ...]
    windows: tuple[str, ...]


def report_facts(record: ReportRecord) -> ReportFacts:
    """The report's own facts."""
    office = record.office
    return ReportFacts(
        report=record.id,
        title=record.title,
        status=record.status.value,
        year=record.year,
        edition=record.edition,
        office=office.id if office else None,
        office_name=office.name if office else None,
        aliases=office.aliases if office else (),
        kind=office.kind if office else None,
        level=level(office) if office else None,
        region=office.region if office else (),
        doubts=_doubts(record.observations),
        findings=_findings(record.findings),
        received=int(record.source.received.strftime("%Y%m%d")),
        values={o.metric: Decimal(o.value) for o in record.observations if o.value is not None},
        stamp=stamp(record),
    )


def section_documents(record: ReportRecord, facts: ReportFacts) -> tuple[SectionDocument, ...]:
    """One document a section, the preamble as section 0 among them; sections that share a number (a form printed
    twice) are told apart by a letter in the id.
    """
    numbers = Counter(section.number for section in record.texts)
    seen: dict[int, int] = {}
    documents = []
    for section in record.texts:
        seen[section.number] = again = seen.get(section.number, 0) + 1
        suffix = "" if again == 1 else f"_{again}"
        documents.append(
            SectionDocument(
                id=f"{record.id}-{section.number}{suffix}",
                facts=facts,
                section=section.number,
                repeated=numbers[section.number] > 1,
                heading=section.title,
                text=section.text,
                pages=_page_starts(section),
                windows=windows(section.text, section.alternatives),
            )
        )
    return tuple(documents)


def page_at(pages: tuple[tuple[int, int], ...], offset: int) -> int | None:
    """The page on which the character at `offset` of a section's text is printed, None where no page is known."""
    found = None
    for start, page in pages:
        if start > offset and found is not None:
            break
        found = page
    return found


def stamp(record: ReportRecord) -> str:
    """A fingerprint of all that the index holds of a record; equal stamps mean equal documents."""
    content = record.model_dump_json(
        include={
            "id": True,
            "title": True,
            "status": True,
            "year": True,
            "edition": True,
            "office": True,
            "source": {"received"},
            "preamble": True,
            "sections": True,
            "observations": {"__all__": {"metric", "value", "status"}},
            "findings": {"__all__": {"grade"}},
        }
    )
    return hashlib.sha256(f"{SCHEMA_VERSION}{content}".encode()).hexdigest()[:16]


def level(office: Office) -> Level | None:
    """The rung of administration on which an office stands, as far as its kind and region tell."""
    if office.kind == "township":
        return "township"
    rung = len(office.region)
    if rung == 0:
        return None
    if office.region[0] in MUNICIPALITIES and rung > 1:
        return "township" if rung > 3 else "county"
    return _LEVELS[min(rung, len(_LEVELS)) - 1]


def region_paths(region: tuple[str, ...]) -> tuple[str, ...]:
    """The path and all above it, joined by "/": 河南省, 河南省/洛阳市, 河南省/洛阳市/西工区."""
    return tuple("/".join(region[: depth + 1]) for depth in range(len(region)))


@cache
def metric_ids() -> tuple[str, ...]:
    """Every metric of every edition, each once."""
    return tuple(dict.fromkeys(metric.id for form in forms() for metric in form.metrics))


def intake(facts: ReportFacts) -> str:
    """The month of receipt: 2026-11."""
    return f"{facts.received // 10000:04d}-{facts.received // 100 % 100:02d}"


def office_tag(facts: ReportFacts) -> str | None:
    """An office's id and name in one string, so that counting by it gives both."""
    return f"{facts.office}{TAG}{facts.office_name}" if facts.office else None


def office_card(facts: ReportFacts) -> str | None:
    """All that type-ahead needs of an office, as JSON: id, name, region path, aliases, pinyin of name and aliases."""
    if facts.office is None or facts.office_name is None:
        return None
    names = [facts.office_name, *facts.aliases]
    spelled = list(dict.fromkeys(key for name in names for key in spellings(name)))
    card = [facts.office, facts.office_name, "/".join(facts.region), list(facts.aliases), spelled]
    return json.dumps(card, ensure_ascii=False)


@lru_cache(maxsize=65536)
def spellings(name: str) -> tuple[str, ...]:
    """Pinyin in full and its initials: 西工区 gives xigongqu and xgq."""
    from pypinyin import lazy_pinyin  # loads its dictionary, half a second

    syllables = lazy_pinyin(name)
    return fold("".join(syllables)), fold("".join(syllable[:1] for syllable in syllables))


def _page_starts(section: Section) -> tuple[tuple[int, int], ...]:
    starts: list[tuple[int, int]] = []
    for run in sorted(section.runs, key=lambda run: run.start):
        if not starts or run.page != starts[-1][1]:
            starts.append((run.start, run.page))
    return tuple(starts) or tuple((0, page) for page in section.pages[:1])


def _doubts(observations: tuple[Observation, ...]) -> tuple[str, ...]:
    return tuple(sorted({o.status.value for o in observations} - {s.value for s in SETTLED})) or ("none",)


def _findings(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(sorted({finding.grade for finding in findings})) or ("none",)
