"""Years and dates as reports print them: 2020年, ２０２０年度, 二〇二〇年, 二○二○年一月十日."""

import re
from collections.abc import Iterator
from datetime import date

ZERO = "〇○◯零Oo0"
HAN_DIGITS = {**dict.fromkeys(ZERO, 0), **{char: n for n, char in enumerate("一二三四五六七八九", start=1)}}
# Recognition reads O for 0 and l for 1 between digits.
YEAR = rf"(?:[12][\dOo][\dOolI]{{2}}|[12二][{ZERO}][{ZERO}一二三四五六七八九]{{2}})"
FIRST_YEAR, LAST_YEAR = 2003, 2099
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
DATE = rf"{YEAR}年{NUMBER}月{NUMBER}[日号]"

_YEAR_MARK = re.compile(rf"(?<![\d{ZERO}])({YEAR})年")
_DATE = re.compile(rf"({YEAR})年({NUMBER})月({NUMBER})[日号]")
_PERIOD = re.compile(
    rf"({YEAR})年({NUMBER})月({NUMBER})[日号]起?(?:至|到|—+|–|-|~|一)({YEAR})?年?({NUMBER})月({NUMBER})[日号]"
)


def parse_year(text: str) -> int | None:
    """The year that four digits of either kind mean; None outside of what reports can be about."""
    digits = "".join(str(HAN_DIGITS.get(char, char)) for char in text.replace("l", "1").replace("I", "1"))
    if not re.fullmatch(r"\d{4}", digits):
        return None
    return int(digits) if FIRST_YEAR <= int(digits) <= LAST_YEAR else None


def years_in(folded: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Every year with 年 behind it, in text folded by `clean`."""
    for match in _YEAR_MARK.finditer(folded):
        year = parse_year(match[1])
        if year is not None:
            yield year, match


def dates_in(folded: str) -> Iterator[date]:
    """Every whole date, in text folded by `clean`."""
    for match in _DATE.finditer(folded):
        found = _date(*match.groups())
        if found is not None:
            yield found


def periods_in(folded: str) -> Iterator[tuple[tuple[date, date], re.Match[str]]]:
    """Every stretch 2020年1月1日至12月31日, in text folded by `clean`; one that ends before it begins is none."""
    for match in _PERIOD.finditer(folded):
        first = _date(match[1], match[2], match[3])
        last = _date(match[4] or match[1], match[5], match[6])
        if first is not None and last is not None and first < last:
            yield (first, last), match


def _date(year: str, month: str, day: str) -> date | None:
    number = parse_year(year)
    try:
        return None if number is None else date(number, _number(month), _number(day))
    except ValueError:
        return None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return HAN_DIGITS[text] if len(text) == 1 else 0
    return 10 * (HAN_DIGITS[tens] if tens else 1) + (HAN_DIGITS[ones] if ones else 0)
