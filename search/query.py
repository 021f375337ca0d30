"""What can be asked of the index: a text in the query language, and filters.

The language: words are joined by *and*, so that `行政许可 罚款` finds sections with both; a word is found as it
stands, also inside a longer one; `"2020 年"` takes blanks (which count for nothing) into the phrase; `-罚款`
excludes; `许可 OR 处罚` finds either, and binds closer than *and*. Everything else, brackets and hyphens inside a
word too, is text.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import Field

from archive.errors import InvalidQuery
from archive.forms import metric
from archive.records import Edition, Record, ReportStatus, Status
from search.text import fold

Grouping = Literal["section", "report"]
Operator = Literal[">=", "<=", ">", "<", "="]
Level = Literal["national", "province", "city", "county", "township"]
FacetName = Literal[
    "region", "office", "level", "kind", "year", "edition", "section", "doubt", "finding", "intake", "metric"
]
FACETS: tuple[FacetName, ...] = (
    "region",
    "office",
    "level",
    "kind",
    "year",
    "edition",
    "section",
    "doubt",
    "finding",
    "intake",
)
"""What is counted unless something else is asked; `metric`, which has many values, only where it is."""

MAX_LENGTH = 200  # characters of a query; longer ones are pasted text
MAX_PHRASES = 10  # what Meilisearch takes, so that both engines answer alike
MAX_ALTERNATIVES = 4
MOST_YEARS = 100
MAX_DEPTH = 1000  # hits that can be paged through
MOST_DIGITS = 30  # of a bound, before or after its point

_TOKEN = re.compile(r'(?P<sign>-?)(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))')
_CONDITION = re.compile(r"\s*(?P<metric>[a-z0-9_.]+)\s*(?P<op>>=|<=|≥|≤|=|>|<)\s*(?P<number>\S+)\s*")
_MONTH = "[0-9]{4}-(?:0[1-9]|1[0-2])"
_DAYS = re.compile("(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_TO = re.compile("[-‐‑–—~至]+")  # after NFKC
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


class Condition(Record):
    """A bound on a metric's value, in the metric's unit."""

    metric: str
    op: Operator
    number: Decimal


class Filters(Record):
    """What hits must have. Several values of one filter are joined by *or*, filters and conditions by *and*.

    `regions` are paths from the province down and include everything below. `offices` are ids. `doubts` are statuses
    that at least one of the report's observations has, `none` where none needs a person; `findings` are grades, or
    `none`. `received` is the first and last day of receipt, `intakes` are months of it (2026-11). `stated` are metrics of
    which the report states at least one. `statuses` is what the asking person may see.
    """

    regions: tuple[tuple[str, ...], ...] = ()
    offices: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[Annotated[int, Field(ge=0, le=9999)], ...] = ()
    editions: tuple[Edition, ...] = ()
    sections: tuple[Annotated[int, Field(ge=0, le=9999)], ...] = ()
    doubts: tuple[Status | Literal["none"], ...] = ()
    findings: tuple[Literal["hard", "hint", "none"], ...] = ()
    received: tuple[date | None, date | None] = (None, None)
    intakes: tuple[Annotated[str, Field(pattern=f"^{_MONTH}$")], ...] = ()
    stated: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    reports: tuple[str, ...] = ()
    statuses: tuple[ReportStatus, ...] = (ReportStatus.PUBLISHED,)

    def narrows(self, facet: FacetName) -> bool:
        """Whether a facet has a filter in force."""
        return bool(getattr(self, _filter_of(facet)))

    def without(self, facet: FacetName) -> "Filters":
        """The same without the filter of a facet, as that facet is counted."""
        return self.model_copy(update={_filter_of(facet): ()}) if self.narrows(facet) else self


def _filter_of(facet: FacetName) -> str:
    return "stated" if facet == "metric" else f"{facet}s"


class Sort(Record):
    """An order: by relevance, year, office or a metric's value (which leaves out reports that do not state it)."""

    by: Literal["relevance", "year", "office", "metric"] = "relevance"
    metric: str | None = None
    descending: bool = True


class Query(Record):
    """One question. `literal` takes `text` as one phrase without operators; `page` counts from 1; a `limit` of 0
    asks for counts only.

    `likely` asks for what matches only if a character that was read with doubt is read otherwise, instead of for what
    matches; it needs a text of one phrase, of two characters or more.
    """

    text: str = ""
    literal: bool = False
    likely: bool = False
    filters: Filters = Filters()
    by: Grouping = "section"
    sort: Sort = Sort()
    page: Annotated[int, Field(ge=1)] = 1
    limit: Annotated[int, Field(ge=0, le=1000)] = 10
    facets: tuple[FacetName, ...] = FACETS
    facet_limit: Annotated[int, Field(ge=1, le=1000)] = 50


class Parsed(Record):
    """A text in the query language, folded: every clause must match by one of its phrases, none of `excluded` may."""

    clauses: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def lone_phrase(self) -> str | None:
        """The phrase of a text that is just that, for which likely matches can be found."""
        alone = not self.excluded and len(self.phrases) == 1
        return self.phrases[0] if alone and len(self.phrases[0]) > 1 else None

    @property
    def phrases(self) -> tuple[str, ...]:
        """All phrases that a hit may show."""
        return tuple(dict.fromkeys(phrase for clause in self.clauses for phrase in clause))


def parse(query: Query) -> Parsed:
    """Understand a query's text; raises `InvalidQuery` with the reason and what to write instead."""
    if len(query.text) > MAX_LENGTH:
        raise InvalidQuery(
            "The query has %(length)s characters.", "Use at most %(most)s.", length=len(query.text), most=MAX_LENGTH
        )
    if (query.page - 1) * query.limit >= MAX_DEPTH:
        raise InvalidQuery(
            "Only the first %(most)s hits can be paged through.", "Narrow the query with a filter.", most=MAX_DEPTH
        )
    _check_metrics(query)
    if query.literal:
        parsed = Parsed(clauses=((fold(query.text),),)) if fold(query.text) else Parsed()
    else:
        parsed = _checked(_grammar(query.text.replace("＂", '"')))
    if query.likely and parsed.lone_phrase is None:
        raise InvalidQuery(
            "Likely matches are found for one phrase only.", "Write one phrase of two characters or more."
        )
    return parsed


def _check_metrics(query: Query) -> None:
    """Every metric that is named must be one of a form's: nothing else becomes the name of a field."""
    for metric_id in (*query.filters.stated, *(condition.metric for condition in query.filters.conditions)):
        known_metric(metric_id)
    if query.sort.by == "metric":
        known_metric(query.sort.metric or "")


def _grammar(text: str) -> Parsed:
    clauses: list[tuple[str, ...]] = []
    excluded: list[str] = []
    joining = False
    for token in _tokens(text):
        phrase = fold(token["plain"] if token["quoted"] is None else token["quoted"])
        if token["plain"] == "OR" and not token["sign"]:
            joining = _joinable(clauses, joining=joining)
        elif token["sign"]:
            excluded.append(_meant(phrase, token[0]))
        elif joining:
            clauses[-1], joining = (*clauses[-1], _meant(phrase, token[0])), False
        elif phrase:
            clauses.append((phrase,))
    if joining:
        raise InvalidQuery("Nothing follows OR.", 'Write "OR" in quotes to search for it.')
    return Parsed(clauses=tuple(dict.fromkeys(clauses)), excluded=tuple(dict.fromkeys(excluded)))


def _tokens(text: str) -> list[re.Match[str]]:
    """The words and quoted phrases of a query; a quote inside a word is text, one at its beginning must be closed."""
    tokens = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _TOKEN.match(text, at)
        if token is None or (token["plain"] or "").startswith('"'):
            raise InvalidQuery("A quotation mark is not closed.", 'Close it, or write the text without the first ".')
        tokens.append(token)
        at = token.end()
    return tokens


def _joinable(clauses: list[tuple[str, ...]], *, joining: bool) -> bool:
    if joining or not clauses:
        raise InvalidQuery("OR needs a word on either side.", 'Write "OR" in quotes to search for it.')
    return True


def _meant(phrase: str, token: str) -> str:
    if not phrase:
        raise InvalidQuery(
            "“%(token)s” names nothing.", "Write a word after it, or put it in quotes to search for it.", token=token
        )
    return phrase


def _checked(parsed: Parsed) -> Parsed:
    if parsed.excluded and not parsed.clauses:
        remedy = 'Add a word to look for, or search for "-%(word)s" in quotes.'
        raise InvalidQuery("The query only excludes.", remedy, word=parsed.excluded[0])
    if len(parsed.phrases) + len(parsed.excluded) > MAX_PHRASES:
        raise InvalidQuery(
            "The query has more than %(most)s words.", "Leave some out, or quote them as one phrase.", most=MAX_PHRASES
        )
    if sum(len(clause) - 1 for clause in parsed.clauses) >= MAX_ALTERNATIVES:
        raise InvalidQuery(
            "The query has more than %(most)s alternatives.", "Ask in two queries.", most=MAX_ALTERNATIVES
        )
    return parsed


def parse_condition(text: str) -> Condition:
    """`requests.received.total >= 100` as a condition; raises `InvalidQuery`."""
    found = _CONDITION.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise InvalidQuery(
            "The condition “%(text)s” is not understood.", "Write: requests.received.total >= 100", text=text
        )
    op: Operator = {"≥": ">=", "≤": "<="}.get(found["op"], found["op"])  # type: ignore[assignment]
    return Condition(metric=known_metric(found["metric"]), op=op, number=_number(found["number"]))


def known_metric(metric_id: str) -> str:
    """The id itself; raises `InvalidQuery` for one that no form has."""
    try:
        return metric(metric_id).id
    except KeyError:
        remedy = "The metrics and their ids are listed on the help page."
        raise InvalidQuery("There is no metric “%(metric)s”.", remedy, metric=metric_id) from None


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise InvalidQuery(
            "“%(text)s” is not a number.", "Write digits, as in: requests.received.total >= 100", text=text
        ) from None
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:  # written out, 1e999999999 fills the memory
        raise InvalidQuery(
            "“%(text)s” is not a number.", "Write digits, as in: requests.received.total >= 100", text=text
        )
    return number


def parse_year(text: str) -> int:
    """2020, ２０２０年 and 二〇二〇年 as 2020; raises `InvalidQuery`."""
    digits = unicodedata.normalize("NFKC", text).strip().removesuffix("年度").removesuffix("年").translate(_DIGITS)
    if not re.fullmatch(r"[0-9]{4}", digits):
        raise InvalidQuery("“%(text)s” is not a year.", "Write four digits, as in 2020 or 二〇二〇年.", text=text)
    return int(digits)


def parse_years(text: str) -> range:
    """A year, or the first and the last of several: 2020, 二〇二〇年, 2018-2020, ２０１８年—２０２０年; raises `InvalidQuery`."""
    first, *last = _TO.split(unicodedata.normalize("NFKC", text), maxsplit=1)
    begin, end = parse_year(first), parse_year(last[0] if last else first)
    if not 0 <= end - begin < MOST_YEARS:
        remedy = "Write the first year before the last, at most %(most)s years, as in 2018-2020."
        raise InvalidQuery("“%(text)s” are not years.", remedy, text=text, most=MOST_YEARS)
    return range(begin, end + 1)


def parse_days(text: str) -> tuple[date | None, date | None]:
    """A day, a month or a year, or the first and the last: 2026-11-22, 2026-11, 2026-11-01..2026-11-20, 2026..; raises
    `InvalidQuery`.
    """
    first, dots, last = unicodedata.normalize("NFKC", text).strip().partition("..")
    begin = _bounds(first, text)[0] if first else None
    end = _bounds(last if dots else first, text)[1] if last or not dots else None
    if begin and end and end < begin:
        raise InvalidQuery("“%(text)s” ends before it begins.", "Write the earlier day first.", text=text)
    return begin, end


def _bounds(text: str, whole: str) -> tuple[date, date]:
    """The first and last day of a day, a month or a year."""
    found = _DAYS.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        year, month, day = int(found["year"]), int(found["month"] or 0), int(found["day"] or 0)
        last = day or monthrange(year, month or 12)[1]
        return date(year, month or 1, day or 1), date(year, month or 12, last)
    except ValueError:
        remedy = "Write 2026-11-22, 2026-11, or 2026-11-01..2026-11-20."
        raise InvalidQuery("“%(text)s” are not days.", remedy, text=whole) from None
