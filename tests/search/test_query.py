"""The query language, conditions and years."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import InvalidQuery
from search.query import Parsed, Query, parse, parse_condition, parse_days, parse_year, parse_years
from search.text import fold


@pytest.mark.parametrize(
    ("text", "clauses", "excluded"),
    [
        ("", (), ()),
        ("  ", (), ()),
        ("行政许可", (("行政许可",),), ()),
        ("行政 许可", (("行政",), ("许可",)), ()),
        ('"行政 许可"', (("行政许可",),), ()),
        ("＂行政 许可＂", (("行政许可",),), ()),
        ("许可 -罚款", (("许可",),), ("罚款",)),
        ('许可 -"罚 款"', (("许可",),), ("罚款",)),
        ("a OR b c", (("a", "b"), ("c",)), ()),
        ("a b OR c OR d", (("a",), ("b", "c", "d")), ()),
        ("a or b", (("a",), ("or",), ("b",)), ()),
        ('a "OR" b', (("a",), ("or",), ("b",)), ()),
        ("GB/T-9704", (("gb/t-9704",),), ()),
        ("（一）予以公开", (("(一)予以公开",),), ()),
        ("“三安全一稳定”", (("“三安全一稳定”",),), ()),
        ('5"屏', (('5"屏',),), ()),
        ("a a", (("a",),), ()),
        ('""', (), ()),
        ("-", (("-",),), ()),
    ],
)
def test_the_language(text: str, clauses: tuple[tuple[str, ...], ...], excluded: tuple[str, ...]) -> None:
    assert parse(Query(text=text)) == Parsed(clauses=clauses, excluded=excluded)


@pytest.mark.parametrize("text", ['"a', 'a "b', "-a", "a OR", "OR a", "a OR OR b", 'a -""', "a OR -b OR", 'a OR ""'])
def test_what_is_not_understood_is_said(text: str) -> None:
    with pytest.raises(InvalidQuery) as raised:
        parse(Query(text=text))
    assert raised.value.remedy


@given(st.text(max_size=200))
def test_a_literal_query_is_one_phrase(text: str) -> None:
    folded = fold(text)
    assert parse(Query(text=text, literal=True)).phrases == ((folded,) if folded else ())


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidQuery):
        parsed = parse(Query(text=text))
        assert all((*parsed.phrases, *parsed.excluded))
        assert set("".join((*parsed.phrases, *parsed.excluded))) <= set(fold(text))


@pytest.mark.parametrize(
    ("text", "op", "number"),
    [
        ("requests.received.total >= 100", ">=", "100"),
        ("requests.received.total<1,000.5", "<", "1000.5"),
        ("requests.received.total ≥ １００", ">=", "100"),
        (" disclosure.licences.change = -2 ", "=", "-2"),
    ],
)
def test_conditions(text: str, op: str, number: str) -> None:
    condition = parse_condition(text)
    assert (condition.op, condition.number) == (op, Decimal(number))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "requests.received.total",
        "requests.received.total >= many",
        "no.such >= 1",
        "a b >= 1",
        "requests.received.total >= NaN",
        "requests.received.total >= 1e999999999",
        "requests.received.total >= 1e-999999999",
    ],
)
def test_bad_conditions(text: str) -> None:
    with pytest.raises(InvalidQuery):
        parse_condition(text)


@pytest.mark.parametrize("text", ["2020", "２０２０", "2020年", "二〇二〇年", "二○二○年度", "二零二零", " 2020 "])
def test_years(text: str) -> None:
    assert parse_year(text) == 2020


@pytest.mark.parametrize("text", ["", "20", "二十", "20201", "year"])
def test_bad_years(text: str) -> None:
    with pytest.raises(InvalidQuery):
        parse_year(text)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020", [2020]),
        ("二〇二〇年", [2020]),
        ("２０２０年", [2020]),
        ("2018-2020", [2018, 2019, 2020]),
        ("２０１９年－２０２０年", [2019, 2020]),
        ("二〇一九年至二〇二〇年", [2019, 2020]),
        ("2019—2020", [2019, 2020]),
        ("2020-2020", [2020]),
    ],
)
def test_years_as_people_write_them(text: str, years: list[int]) -> None:
    assert list(parse_years(text)) == years


@pytest.mark.parametrize("text", ["", "-", "2020-", "-2020", "2020-2019", "1000-2020", "2018-2019-2020", "去年"])
def test_what_are_not_years(text: str) -> None:
    with pytest.raises(InvalidQuery) as raised:
        parse_years(text)
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-22", date(2026, 11, 22), date(2026, 11, 22)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("２０２４", date(2024, 1, 1), date(2024, 12, 31)),
        ("2026-02..2026-03-05", date(2026, 2, 1), date(2026, 3, 5)),
        ("2026-11..", date(2026, 11, 1), None),
        ("..2026-11", None, date(2026, 11, 30)),
    ],
)
def test_days(text: str, first: date | None, last: date | None) -> None:
    assert parse_days(text) == (first, last)


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "2026-02-30", "2026-11..2026-10", "2026-1", "2026-11-22T00"])
def test_what_are_no_days_is_said(text: str) -> None:
    with pytest.raises(InvalidQuery) as raised:
        parse_days(text)
    assert raised.value.remedy
