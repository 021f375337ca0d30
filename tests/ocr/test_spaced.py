"""Words are parted where a gap says so, and behind a unit that stands before its number."""

import pytest

from ocr.page import Char, WorkWord
from ocr.tables.unruled.spaced import split_at_gaps


def word(text: str, gap_at: int = 0, gap: float = 0.0) -> WorkWord:
    """Characters 20 pixels wide in a line 40 high, with a gap before one of them."""
    lefts = [20.0 * i + (gap if gap_at and i >= gap_at else 0.0) for i in range(len(text))]
    chars = tuple(Char(c, 0.99, left, left + 20) for c, left in zip(text, lefts, strict=True))
    return WorkWord(text, (0, 0, lefts[-1] + 20, 40), 0.99, chars)


def parts(one: WorkWord) -> list[str]:
    return [part.text for part in split_at_gaps([one])]


def test_a_wide_gap_parts_a_word() -> None:
    assert parts(word("总计12", gap_at=2, gap=40)) == ["总计", "12"]
    assert parts(word("总计12", gap_at=2, gap=10)) == ["总计12"]


def test_no_number_begins_with_a_nought_before_another_digit() -> None:
    assert parts(word("00", gap_at=1, gap=20)) == ["0", "0"]
    assert parts(word("05", gap_at=1, gap=10)) == ["05"]
    assert parts(word("10", gap_at=1, gap=20)) == ["10"]
    assert parts(word("0.5", gap_at=1, gap=20)) == ["0.5"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("次／", ["次", "／"]),
        ("人次5", ["人次", "5"]),
        ("万元4.7", ["万元", "4.7"]),
        ("5件", ["5件"]),
        ("条例", ["条例"]),
    ],
)
def test_a_unit_and_the_number_behind_it_are_two(text: str, expected: list[str]) -> None:
    assert parts(word(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0件0件12件3", ["0件", "0件", "12件", "3"]),
        ("27件2件", ["27件", "2件"]),
        ("113件", ["113件"]),
        ("2022年3件", ["2022年3件"]),
        ("本年新收政府信息公开申请数量27件2件", ["本年新收政府信息公开申请数量", "27件", "2件"]),
        ("全年答复公众来信113件", ["全年答复公众来信113件"]),
    ],
)
def test_a_unit_ends_its_number_and_a_label_its_rows_words(text: str, expected: list[str]) -> None:
    assert parts(word(text)) == expected
