"""Numbers as printed become values in the metric's unit; what cannot be parsed is in doubt, never 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.forms import metric
from ocr.forms.observe import header_unit
from ocr.forms.values import Parsed, parse_value

COUNT = metric("requests.received.total")
CHANGE = metric("disclosure.licences.change")
AMOUNT = metric("disclosure.procurement.amount")


@pytest.mark.parametrize("text", ["", " ", "—", "－", "-", "/", "／", "无", "——"])
def test_nothing_stated_is_not_zero(text: str) -> None:
    parsed = parse_value(text, COUNT)
    assert parsed.states_nothing
    assert parsed.value is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("859", "859"),
        ("１２３", "123"),
        ("1,234", "1234"),
        ("１，２３４", "1234"),
        ("859件", "859"),
    ],
)
def test_counts(text: str, value: str) -> None:
    assert parse_value(text, COUNT) == parse_value(value, COUNT)
    assert parse_value(text, COUNT).value == value


@pytest.mark.parametrize(
    ("text", "value"), [("+3", "3"), ("-2", "-2"), ("减2", "-2"), ("增3", "3"), ("－2", "-2"), ("0", "0")]
)
def test_changes_may_be_signed(text: str, value: str) -> None:
    parsed = parse_value(text, CHANGE)
    assert (parsed.value, parsed.doubt) == (value, None)


@pytest.mark.parametrize(
    ("text", "header", "value"),
    [
        ("12.3456", "万元", "12.3456"),
        ("251000元", "万元", "25.1"),
        ("1,234.5", "万元", "1234.5"),
        ("0.5亿元", None, "5000.0"),
        ("300", "元", "0.03"),
    ],
)
def test_amounts_are_in_ten_thousand_yuan(text: str, header: str | None, value: str) -> None:
    parsed = parse_value(text, AMOUNT, header)
    assert parsed.doubt is None
    assert parsed.value is not None
    assert Decimal(parsed.value) == Decimal(value)


def test_an_amount_without_any_unit_is_in_doubt() -> None:
    parsed = parse_value("251", AMOUNT, None)
    assert parsed.value == "251"
    assert parsed.doubt


@pytest.mark.parametrize("text", ["0", "０", "0.0000"])
def test_nothing_is_nothing_in_every_unit(text: str) -> None:
    assert parse_value(text, AMOUNT, None) == Parsed("0")


@pytest.mark.parametrize(
    "text", ["O", "l2", "1,23", "12.5", "-3", "+3", "1/2", "三", "007", "1 2", "12万", "0.", "见附件", "5 6人民币"]
)
def test_what_is_no_count_is_in_doubt(text: str) -> None:
    assert parse_value(text, COUNT).doubt


@given(st.text(max_size=12))
def test_any_text_gives_a_value_or_a_doubt_or_nothing(text: str) -> None:
    parsed = parse_value(text, COUNT)
    if parsed.value is not None and parsed.doubt is None:
        assert Decimal(parsed.value) >= 0


@given(st.integers(min_value=0, max_value=10**9))
def test_every_way_to_print_a_count_is_the_same_count(number: int) -> None:
    wide = str(number).translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    assert {parse_value(text, COUNT).value for text in (str(number), f"{number:,}", wide, f"{number}件")} == {
        str(number)
    }


def test_an_amount_with_parts_of_a_fen_is_not_in_yuan() -> None:
    assert parse_value("7612.1469", AMOUNT, "元").doubt
    assert parse_value("7612.14", AMOUNT, "元").doubt is None


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("采购总金额（单位：万元，保留4位小数）", "万元"),
        ("采购总金额（元）", "元"),
        ("采购总金额 单位:元", "元"),
        ("元", "元"),
        ("采购总金额（单位：刀元，保留4位小数）", None),
        ("采购总金额单位J元", None),
        ("采购总金额", None),
    ],
)
def test_a_misread_character_before_the_unit_may_be_ten_thousand(header: str, unit: str | None) -> None:
    assert header_unit(header) == unit
