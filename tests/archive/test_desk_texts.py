"""Corrected texts: the way from characters to boxes is carried along, wherever a line goes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.derived.standing import section_field, stand
from archive.derived.texts import with_words
from archive.records import Alternative, ReportReading, Run, Section

TEXT = st.text(alphabet="政府信息公开\n。", max_size=30)


def section(number: int, *lines: str) -> Section:
    """A section each of whose lines has a box of its own."""
    text, runs, at = "\n".join(lines), [], 0
    for place, line in enumerate(lines):
        top = number / 10 + place / 100
        if line:
            runs.append(Run(start=at, end=at + len(line), page=number, box=(0.1, top, 0.9, top + 0.01)))
        at += len(line) + 1
    return Section(number=number, title=f"第{number}部分", text=text, pages=(number,), runs=tuple(runs))


def placed(found: Section) -> list[tuple[str, float]]:
    """The text of each run and the top of its box."""
    return [(found.text[run.start : run.end], round(run.box[1], 3)) for run in found.runs]


def test_a_line_that_moves_to_another_section_keeps_its_place() -> None:
    first, second = section(1, "甲甲", "乙乙"), section(2, "丙丙")
    words = {1: {"text": "甲甲"}, 2: {"text": "乙乙\n丙丙"}}
    moved = with_words((first, second), words)
    assert [one.text for one in moved] == ["甲甲", "乙乙\n丙丙"]
    assert placed(moved[0]) == [("甲甲", 0.1)]
    assert placed(moved[1]) == [("乙乙", 0.11), ("丙丙", 0.2)]
    assert moved[1].pages == (1, 2)


def test_what_is_typed_over_stands_where_the_old_stood() -> None:
    (found,) = with_words((section(1, "本年受到申请十件"),), {1: {"text": "本年收到申请十二件"}})
    assert "".join(text for text, _ in placed(found)) == found.text
    assert {top for _, top in placed(found)} == {0.1}
    lefts = [run.box[0] for run in found.runs]
    assert lefts == sorted(lefts)


def test_other_readings_go_along_with_what_was_not_changed() -> None:
    told = section(1, "甲乙", "丙丁").model_copy(
        update={
            "alternatives": (Alternative(at=0, char="田", confidence=0.3), Alternative(at=4, char="了", confidence=0.2))
        }
    )
    (found,) = with_words((told,), {1: {"text": "新\n甲乙\n丙x"}})
    assert [(one.at, one.char) for one in found.alternatives] == [(2, "田")]


def test_a_section_that_nobody_spoke_of_is_left_and_a_new_one_is_put_in_its_place() -> None:
    first, third = section(1, "甲"), section(3, "丙")
    found = with_words((first, third), {2: {"text": "乙", "title": "第二部分"}})
    assert (found[0], found[2]) == (first, third)
    assert (found[1].number, found[1].title, found[1].text, found[1].runs) == (2, "第二部分", "乙", ())


@settings(deadline=None)
@given(st.lists(TEXT.filter(lambda text: "\n" not in text), min_size=1, max_size=5), TEXT)
def test_every_run_lies_within_the_text_and_within_the_page(lines: list[str], typed: str) -> None:
    (found,) = with_words((section(1, *lines),), {1: {"text": typed}})
    assert found.text == typed
    for run in found.runs:
        assert 0 <= run.start < run.end <= len(typed)
        assert 0 <= run.box[0] <= run.box[2] <= 1
    same = with_words((section(1, *lines),), {1: {"text": "\n".join(lines)}})
    assert same == (section(1, *lines),)


def test_the_prose_before_the_first_section_is_corrected_and_gives_its_lines_away() -> None:
    reading = ReportReading(
        title=None,
        office_name=None,
        year=2020,
        edition="none",
        pages=(1,),
        preamble=section(0, "按照要求，现公布年报。", "总体上平稳。"),
        sections=(section(1, "概述。"),),
    )
    shorter = stand(reading, {section_field(0, "text"): "按照要求，现公布年报。"})
    assert shorter.preamble is not None
    assert shorter.preamble.text == "按照要求，现公布年报。"
    assert shorter.sections == reading.sections
    words = {section_field(0, "text"): "", section_field(1, "text"): "按照要求，现公布年报。\n总体上平稳。\n概述。"}
    moved = stand(reading, words)
    assert moved.preamble is None
    assert [one.number for one in moved.sections] == [1]
    assert placed(moved.sections[0])[:2] == placed(reading.preamble)[:2]  # type: ignore[arg-type]
    added = stand(reading.model_copy(update={"preamble": None}), {section_field(0, "text"): "前言。"})
    assert added.preamble is not None
    assert [one.number for one in added.texts] == [0, 1]
