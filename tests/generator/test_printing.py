"""What is printed for a value, and what it means."""

from decimal import Decimal
from random import Random

import pytest

from tests.generator.printing import Notation, plain, print_value

CHANGE = "disclosure.licences.change"
AMOUNT = "disclosure.procurement.amount"
COUNT = "requests.received.total"


@pytest.mark.parametrize(
    ("value", "metric", "notation", "raw", "meant"),
    [
        ("1234", COUNT, Notation(), "1234", "1234"),
        ("1234", COUNT, Notation(thousands=True), "1,234", "1234"),
        ("34", COUNT, Notation(wide=True), "３４", "34"),
        ("3", CHANGE, Notation(plus=True), "+3", "3"),
        ("3", COUNT, Notation(plus=True), "3", "3"),
        ("-2", CHANGE, Notation(minus="减"), "减2", "-2"),
        ("25.1000", AMOUNT, Notation(), "25.1000", "25.1"),
        ("25.1", AMOUNT, Notation(unit="cell"), "25.1万元", "25.1"),
        ("25.1", AMOUNT, Notation(unit="cell_yuan"), "251000元", "25.1"),
        ("0.00", AMOUNT, Notation(), "0.00", "0"),
    ],
)
def test_a_value_as_printed(value: str, metric: str, notation: Notation, raw: str, meant: str) -> None:
    printed = print_value(Decimal(value), metric, "万元" if metric == AMOUNT else "件", notation, Random(0))
    assert (printed.raw, printed.value, printed.expected) == (raw, meant, "printed")


def test_a_blank_states_nothing() -> None:
    printed = print_value(None, COUNT, "件", Notation(blank="—"), Random(0))
    assert (printed.raw, printed.value, printed.expected) == ("—", None, "not_stated")


def test_an_amount_without_any_unit_is_to_be_doubted() -> None:
    assert print_value(Decimal(5), AMOUNT, "万元", Notation(unit="nowhere"), Random(0)).expected == "doubtful"


def test_what_does_not_fit_a_narrow_column_is_printed_plainly() -> None:
    printed = print_value(Decimal(1234), "reconsideration.total", "件", Notation(wide=True, thousands=True), Random(0))
    assert printed.raw == "1234"


def test_plain_numbers_have_no_exponent() -> None:
    assert [plain(Decimal(text)) for text in ("1E+3", "10", "0.5000", "-0.10")] == ["1000", "10", "0.5", "-0.1"]
