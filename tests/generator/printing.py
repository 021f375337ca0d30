"""How an office prints a value into a cell, and what the printed text means."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.generator.truth import Expected

_WIDE = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")


@dataclass(frozen=True)
class Notation:
    """An office's habits of writing numbers.

    ``blank`` stands for what is not stated; ``unit`` is where an amount's unit stands: header, cell (万元),
    cell_yuan (元, converted) or nowhere.
    """

    blank: str = ""
    thousands: bool = False
    wide: bool = False
    plus: bool = False
    minus: str = "-"
    count_unit: bool = False
    unit: str = "header"


@dataclass(frozen=True)
class Printed:
    """What is printed (``raw``), the value it states, and what a reader may be expected to say."""

    raw: str
    value: str | None
    expected: Expected


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digits(value: Decimal, notation: Notation) -> str:
    text = f"{abs(value):,f}" if notation.thousands else f"{abs(value):f}"
    return text.translate(_WIDE) if notation.wide else text


def _signed(value: Decimal, text: str, metric: str, notation: Notation) -> str:
    if value < 0:
        return notation.minus + text
    return ("+" + text) if notation.plus and value > 0 and metric.endswith(".change") else text


def _amount(value: Decimal, notation: Notation) -> Printed:
    if notation.unit == "cell_yuan" and value:
        yuan = Decimal(plain(value * 10000))
        return Printed(_digits(yuan, notation) + "元", plain(value), "printed")
    suffix = "万元" if notation.unit in ("cell", "cell_yuan") else ""
    expected: Expected = "doubtful" if notation.unit == "nowhere" and value else "printed"
    return Printed(_digits(value, notation) + suffix, plain(value), expected)


def ems_of(text: str) -> float:
    """How wide a text is at most, in ems of the fonts used here."""
    return sum(1.0 if ord(ch) > 0x2E80 else 0.66 for ch in text)


_ROOM = {"requests": 3.4, "reconsideration": 2.7, "litigation_direct": 2.7, "litigation_after_review": 2.7}
"""Ems that fit into a column at a size that can be read."""


def print_value(value: Decimal | None, metric: str, unit: str, notation: Notation, rng: Random) -> Printed:
    """The cell's text for a value (None: not stated) of a metric in ``unit``."""
    if value is None:
        return Printed(notation.blank, None, "not_stated")
    if metric.endswith(".amount"):
        return _amount(value, notation)
    text = _signed(value, _digits(value, notation), metric, notation)
    if notation.count_unit and rng.random() < 0.5:
        text += unit
    if ems_of(text) > _ROOM.get(metric.split(".")[0], 99):
        text = f"{value:f}"
    return Printed(text, plain(value), "printed")
