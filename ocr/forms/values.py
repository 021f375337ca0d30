"""A cell's text as printed -> a value in the metric's unit, or the reason why not.

What cannot be parsed is in doubt, never 0. Blank, dash, slash and 无 state nothing, which differs from 0.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from archive.forms import Metric

# What offices print for "nothing to state" (domain.md); compared after NFKC and without white space. No form counts in
# Chinese numerals: a lone 一 is how recognition sees a dash.
NOTHING = frozenset({"", "-", "--", "—", "——", "–", "―", "−", "一", "ー", "/", "//", "\\", "无"})
BARRED_SLASHES = frozenset("八小人入")
"""What a slash and the rule beside it are read as."""
COUNT_UNITS = ("人次", "件", "条", "项", "个", "次", "份", "宗", "篇", "部", "人")
AMOUNT_FACTORS = {"亿元": Decimal(10000), "万元": Decimal(1), "万": Decimal(1), "元": Decimal("0.0001")}

_NUMBER = re.compile(
    r"(?P<sign>[+\-−]|增加?|减少?)?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?(?P<unit>\D*)"
)


@dataclass(frozen=True)
class Parsed:
    """`value` is a decimal string in the metric's unit, None where nothing is stated; `doubt` says why it needs a person."""

    value: str | None
    doubt: str | None = None

    @property
    def states_nothing(self) -> bool:
        """True where the cell is blank or says that there is nothing to say."""
        return self.value is None and self.doubt is None


def clean(text: str) -> str:
    """NFKC without white space: what labels and values are compared as."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def parse_value(text: str, metric: Metric, header_unit: str | None = None) -> Parsed:
    """Read a cell's text as a value of this metric; `header_unit` is the unit that the column's or row's own label names.

    An amount whose unit neither the label nor the cell names keeps its digits and is in doubt.
    """
    bare = clean(text)
    if metric.table == "statistics" and metric.unit:
        # The indicator table has its units in a column of their own, right before the numbers.
        bare, header_unit = bare.removeprefix(metric.unit), header_unit or _unit_before(bare, metric.unit)
    if bare in NOTHING:
        return Parsed(None)
    if re.search(r"\d\s+\d", text):
        return Parsed(None, f"“{text.strip()}”的数字之间有空白")
    match = _NUMBER.fullmatch(bare)
    if match is None or _holds_note_mark(text):
        return Parsed(None, f"“{text.strip()}”不是数值")
    number = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    if (match["sign"] or "") in {"-", "−", "减", "减少"}:
        number = -number
    if metric.kind == "amount":
        return _amount(number, match, header_unit)
    return _count(number, match, metric)


def _unit_before(bare: str, unit: str) -> str | None:
    return unit if bare.startswith(unit) else None


def _holds_note_mark(text: str) -> bool:
    """True for digits such as ① or ², which NFKC would join to the digits before them: 5² is not 52."""
    return any(unicodedata.category(char) == "No" for char in text)


def _count(number: Decimal, match: re.Match[str], metric: Metric) -> Parsed:
    value = _plain(number)
    if match["unit"] and match["unit"] not in COUNT_UNITS:
        return Parsed(value, f"单位“{match['unit']}”不是{metric.unit}")
    if match["fraction"]:
        return Parsed(value, "计数不应有小数")
    if match["sign"] and metric.kind != "signed":
        return Parsed(value, "计数不应有正负号")
    return Parsed(value, _odd_digits(match))


def _amount(number: Decimal, match: re.Match[str], header_unit: str | None) -> Parsed:
    unit = match["unit"] or header_unit
    if unit is None and not number:
        return Parsed("0", _odd_digits(match))  # nothing is nothing in every unit
    if unit is None:
        return Parsed(_plain(number), "表头与单元格均未注明金额单位")
    factor = AMOUNT_FACTORS.get(unit)
    if factor is None:
        return Parsed(_plain(number), f"单位“{unit}”不是金额单位")
    if match["sign"]:
        return Parsed(_plain(number * factor), "金额不应有正负号")
    if unit == "元" and len(match["fraction"] or "") > len(".00"):
        return Parsed(_plain((number * factor).normalize()), "以元计的金额不会有分以下的小数")
    return Parsed(_plain(number if factor == 1 else (number * factor).normalize()), _odd_digits(match))


def _odd_digits(match: re.Match[str]) -> str | None:
    digits = match["digits"]
    return "数字以0开头" if len(digits) > 1 and digits[0] == "0" else None


def _plain(number: Decimal) -> str:
    return format(number if number else abs(number), "f")
