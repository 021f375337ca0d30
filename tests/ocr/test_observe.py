"""Observations say how sure they are: readers must agree, blanks need emptiness, relations weigh weak readings."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from archive.forms import load_form, metric
from archive.records import Alternative, CellReading, Status
from archive.relations import check
from archive.relations.weigh import weigh
from ocr.forms.align import Placed
from ocr.forms.observe import from_cell, observe
from ocr.note import CellNote, Ink

TOTAL = metric("requests.received.total")
FORM = load_form("2019")


def place(
    *readings: tuple[str, str, float], ink: Ink = "print", header: str = "", at: tuple[int, int] = (0, 6)
) -> Placed:
    left = 0.1 + 0.1 * ((at[1] + 1) % 7)
    box = (left, 0.1, left + 0.1, 0.2)
    given_readings = tuple(CellReading(reader=r, raw=raw, confidence=c) for r, raw, c in readings)
    note = CellNote(top=0, bottom=0, left=0, right=0, box=box, scan=box, ink=ink, readings=given_readings)
    return Placed("requests", 0, at[0], at[1], 1, note, (), header)


def test_two_readers_that_agree_are_certain() -> None:
    seen = from_cell(TOTAL, place(("cell", "12", 0.95), ("page", "12", 0.92)))
    assert (seen.value, seen.status, seen.reason) == ("12", Status.CERTAIN, None)


def test_two_readers_that_differ_are_in_doubt_with_both_candidates() -> None:
    seen = from_cell(TOTAL, place(("cell", "12", 0.99), ("page", "17", 0.99)))
    assert seen.status is Status.DOUBTFUL
    assert set(seen.candidates) == {"12", "17"}


def test_digits_that_a_narrow_column_wrapped_are_in_doubt_with_the_number_as_candidate() -> None:
    seen = from_cell(TOTAL, place(("cell", "85 1", 0.99)))
    assert (seen.status, seen.value, seen.candidates) == (Status.DOUBTFUL, None, ("851",))


def test_a_mark_before_a_change_may_be_what_is_left_of_its_minus() -> None:
    readings = (("cell", ":5", 0.95), ("page", "5", 0.95))
    change = metric("disclosure.licences.change")
    assert from_cell(change, place(*readings)).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(*readings)).status is Status.CERTAIN


def test_one_weak_reader_is_in_doubt() -> None:
    assert from_cell(TOTAL, place(("cell", "12", 0.7))).status is Status.DOUBTFUL


def test_an_independent_reader_that_agrees_ends_the_doubt_of_a_weak_one() -> None:
    for voice in ("second", "shape"):
        assert from_cell(TOTAL, place(("cell", "12", 0.7), (voice, "12", 0.85))).status is Status.CERTAIN
        assert from_cell(TOTAL, place(("cell", "12", 0.7), (voice, "12", 0.6))).status is Status.DOUBTFUL


def test_strokes_that_one_reader_alone_saw_are_in_doubt_however_sure_it_is() -> None:
    """A slash set against its cell's rule is a one to it; the page's other marks cannot tell, as its print is not seen apart."""
    assert from_cell(TOTAL, place(("page", "1", 0.99))).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(("page", "12", 0.99))).status is Status.CERTAIN
    assert from_cell(TOTAL, place(("text", "1", 1.0))).status is Status.CERTAIN


def test_a_number_of_which_a_reader_gives_another_digit_a_chance_needs_the_pages_own_digits() -> None:
    """On the grain of a bad scan both models took 155 for 153, the page's reader with 0.08 for the other."""
    seen = place(("cell", "153", 0.97), ("page", "153", 0.91), ("second", "153", 0.96))
    other = seen.cell.readings[1].model_copy(update={"alternatives": (Alternative(at=2, char="5", confidence=0.08),)})
    cell = seen.cell.model_copy(update={"readings": (seen.cell.readings[0], other, seen.cell.readings[2])})
    shape = CellReading(reader="shape", raw="153", confidence=0.9)
    alike = cell.model_copy(update={"readings": (*cell.readings, shape)})
    assert from_cell(TOTAL, seen).status is Status.CERTAIN
    assert from_cell(TOTAL, replace(seen, cell=cell)).status is Status.DOUBTFUL
    assert from_cell(TOTAL, replace(seen, cell=alike)).status is Status.CERTAIN


def test_a_sure_reader_whom_an_independent_one_contradicts_is_in_doubt() -> None:
    seen = from_cell(TOTAL, place(("cell", "370", 0.99), ("page", "370", 0.98), ("second", "570", 0.9)))
    assert seen.status is Status.DOUBTFUL
    assert set(seen.candidates) == {"370", "570"}
    assert from_cell(TOTAL, place(("cell", "1", 0.98), ("second", "", 0.0))).status is Status.DOUBTFUL


def test_a_letter_counts_as_its_digit_only_where_another_reader_saw_the_digit() -> None:
    assert from_cell(TOTAL, place(("cell", "O", 0.97), ("page", "0", 0.98))).status is Status.CERTAIN
    assert from_cell(TOTAL, place(("cell", "O", 0.99))).status is Status.DOUBTFUL


def test_what_a_dotted_nought_is_read_as_says_nothing_beside_noughts() -> None:
    assert (
        from_cell(TOTAL, place(("cell", "日", 0.97), ("page", "0", 0.98), ("shape", "0", 0.99))).status
        is Status.CERTAIN
    )
    assert from_cell(TOTAL, place(("cell", "日", 0.97), ("page", "0", 0.85))).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(("cell", "日", 0.97), ("page", "8", 0.98))).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(("cell", "C", 0.97), ("page", "6", 0.98))).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(("cell", "日", 0.99), ("page", "日", 0.99))).status is Status.DOUBTFUL


def test_a_slash_and_the_rule_beside_it_are_a_slash_where_another_reader_saw_it() -> None:
    blank = from_cell(TOTAL, place(("cell", "/", 0.99), ("page", "八", 0.98)))
    assert (blank.value, blank.status) == (None, Status.NOT_STATED)
    assert from_cell(TOTAL, place(("page", "八", 0.99))).status is Status.DOUBTFUL


def test_a_bar_beside_a_digit_is_no_one_though_another_reader_saw_one() -> None:
    assert from_cell(TOTAL, place(("cell", "lo", 0.94), ("page", "10", 0.99))).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(("cell", "2o", 0.94), ("page", "20", 0.99))).status is Status.CERTAIN


def test_a_one_that_a_second_voice_calls_a_bar_is_in_doubt() -> None:
    """A piece of a rule beside the cell is one to the first reader."""
    assert from_cell(TOTAL, place(("cell", "1", 1.0), ("second", "I", 0.9))).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(("cell", "1", 1.0), ("page", "I", 0.9))).status is Status.CERTAIN


def test_an_empty_cell_states_nothing_and_has_a_box() -> None:
    seen = from_cell(TOTAL, place(ink="none"))
    assert (seen.value, seen.status, seen.raw) == (None, Status.NOT_STATED, "")
    assert seen.box is not None


def test_print_that_cannot_be_read_is_in_doubt() -> None:
    assert from_cell(TOTAL, place(ink="print")).status is Status.DOUBTFUL


def test_a_dash_states_nothing() -> None:
    assert from_cell(TOTAL, place(("cell", "—", 0.98), ("page", "—", 0.98))).status is Status.NOT_STATED


def test_the_two_ways_to_a_cell_must_agree() -> None:
    ruled, direct = place(("cell", "1", 0.99), ("page", "1", 0.99)), place(("page", "7", 0.99))
    both = {o.metric: o for o in observe(FORM, [ruled], [direct])}
    assert both["requests.received.total"].status is Status.DOUBTFUL


def test_every_metric_is_present_once() -> None:
    seen = observe(FORM, [place(("cell", "1", 0.99), ("page", "1", 0.99))], [], frozenset({"requests"}))
    assert [o.metric for o in seen] == [m.id for m in FORM.metrics]
    states = {o.metric.split(".")[0]: o.status for o in seen}
    assert states["disclosure"] is Status.ABSENT
    assert {o.status for o in seen if o.metric.startswith("requests.")} == {Status.CERTAIN, Status.MISSING}


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6), st.integers(0, 5), st.integers(1, 9))
def test_a_weak_reading_that_breaks_its_row_is_never_certain(parts: list[int], wrong: int, by: int) -> None:
    printed = [*parts, sum(parts)]
    read = [*printed]
    read[wrong] += by
    cells = [place(("cell", str(v), 0.93), ("page", str(v), 0.92), at=(0, i)) for i, v in enumerate(read)]
    seen = weigh("2019", observe(FORM, cells, [], frozenset({"requests"})))
    row = [o for o in seen if o.metric.startswith("requests.received.")]
    assert all(o.status is Status.DOUBTFUL for o in row)
    (finding,) = check("2019", seen)
    assert (finding.relation, finding.likely) == ("requests.row.received", "reading")


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6), st.integers(1, 9))
def test_the_offices_own_error_stays_as_printed(parts: list[int], by: int) -> None:
    read = [*parts, sum(parts) + by]
    cells = [place(("cell", str(v), 0.99), ("page", str(v), 0.99), at=(0, i)) for i, v in enumerate(read)]
    seen = weigh("2019", observe(FORM, cells, [], frozenset({"requests"})))
    values = {o.metric: o.value for o in seen if o.status is Status.CERTAIN}
    assert Decimal(values["requests.received.total"] or "nothing") == sum(parts) + by
    (finding,) = check("2019", seen)
    assert finding.likely == "document"


def doubted(one: Placed, *doubts: str) -> Placed:
    return replace(one, doubts=doubts)


def value_of(ruled: Placed, direct: Placed) -> tuple[str | None, Status]:
    seen = next(o for o in observe(FORM, [ruled], [direct]) if o.metric == TOTAL.id)
    return seen.value, seen.status


WORDS = place(("cell", "12", 0.99), ("page", "12", 0.98))


def test_words_that_lead_to_the_same_value_lift_doubts_about_the_rules() -> None:
    assert value_of(doubted(WORDS, "行标题单元格的框线不完整"), WORDS) == ("12", Status.CERTAIN)


def test_a_cell_that_is_open_says_nothing_against_the_words() -> None:
    two = doubted(place(("page", "3 12", 0.99)), "单元格的框线不完整")
    assert value_of(two, WORDS) == ("12", Status.CERTAIN)


def test_a_cell_of_several_columns_says_nothing_against_words_that_lead_to_one_of_its_values() -> None:
    merged = doubted(place(("cell", "12013", 0.9), ("page", "12 0 13", 0.99)), "该行应有7栏，识读到5栏")
    assert value_of(merged, WORDS) == ("12", Status.CERTAIN)
    other = doubted(place(("cell", "130", 0.9), ("page", "13 0", 0.99)), "该行应有7栏，识读到5栏")
    assert value_of(other, WORDS)[1] is Status.DOUBTFUL


def test_a_cell_that_is_open_proves_no_blank_against_it() -> None:
    ruled = doubted(place(("page", "12", 0.99)), "单元格的框线不完整")
    assert value_of(ruled, place(ink="none"))[1] is Status.DOUBTFUL


def test_a_broken_nought_is_one_where_others_saw_it_and_they_are_sure() -> None:
    assert from_cell(TOTAL, place(("cell", "()", 0.98), ("page", "0", 0.98))).status is Status.CERTAIN
    assert from_cell(TOTAL, place(("cell", "()", 0.98), ("page", "0", 0.85))).status is Status.DOUBTFUL
    both = from_cell(TOTAL, place(("cell", "()", 0.9), ("page", "0)", 0.6), ("shape", "0", 0.92)))
    assert (both.value, both.status) == ("0", Status.CERTAIN)
    assert from_cell(TOTAL, place(("cell", "()", 0.99), ("page", "()", 0.99))).status is Status.DOUBTFUL


def test_two_ways_that_lead_to_cells_side_by_side_are_in_doubt_whatever_is_read() -> None:
    ruled, direct = place(("cell", "0", 0.99)), place(ink="print")
    aside = replace(direct, cell=direct.cell.model_copy(update={"box": (0.0, 0.1, 0.099, 0.2)}))
    assert value_of(ruled, direct) == ("0", Status.CERTAIN)
    assert value_of(ruled, aside) == ("0", Status.DOUBTFUL)
    assert value_of(ruled, replace(aside, page=2)) == ("0", Status.CERTAIN)
    below = replace(direct, cell=direct.cell.model_copy(update={"box": (0.1, 0.199, 0.2, 0.3)}))
    assert value_of(ruled, below) == ("0", Status.DOUBTFUL)


def test_a_mark_and_a_voice_that_sees_nothing_are_no_blank() -> None:
    assert from_cell(TOTAL, place(("cell", ":", 0.7), ("shape", "", 0.8))).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(("cell", "—", 0.99), ("page", ".", 0.7))).status is Status.NOT_STATED


def test_one_place_that_was_taken_for_two_metrics_puts_both_in_doubt() -> None:
    """A label cut by a rule reads like another row's, and the words' places lead to the right one."""
    other = replace(WORDS, row=1)
    assert sum(o.status is Status.DOUBTFUL for o in observe(FORM, [WORDS], [other])) == 2
    lower, half = (0.1, 0.16, 0.2, 0.26), (0.6, 0.3, 0.7, 0.4)
    beside = replace(other, cell=other.cell.model_copy(update={"box": lower, "scan": lower}))
    of_the_sheets_other_half = replace(other, cell=other.cell.model_copy(update={"scan": half}))
    for one in (beside, of_the_sheets_other_half, replace(other, page=2)):
        assert sum(o.status is Status.DOUBTFUL for o in observe(FORM, [WORDS], [one])) == 0


def test_a_cell_of_several_columns_takes_no_place_from_its_neighbours() -> None:
    wide = place(("page", "12 0 13", 0.99))
    wide = doubted(
        replace(wide, cell=wide.cell.model_copy(update={"box": (0.0, 0.1, 0.3, 0.2)})), "该行应有7栏，识读到5栏"
    )
    beside = place(("page", "0", 0.99), at=(0, 5))
    seen = {o.metric: o for o in observe(FORM, [wide], [WORDS, beside])}
    assert (seen[TOTAL.id].value, seen[TOTAL.id].status) == ("12", Status.CERTAIN)
    assert seen["requests.received.other_organisation"].status is Status.CERTAIN


def test_a_row_that_stands_out_of_the_forms_order_is_in_doubt() -> None:
    """Five rows of a column; the label of one was mistaken for that of the last, or all heights are upside down."""
    form = load_form("2014")
    heights = {0: 0.2, 1: 0.3, 2: 0.4, 3: 0.5, 9: 0.25}

    def doubts(tops: dict[int, float], aside: float = 0.0) -> int:
        placed = []
        for row, top in tops.items():
            left = 0.1 + aside * (row > 1)
            box = (left, top, left + 0.1, top + 0.04)
            cell = WORDS.cell.model_copy(update={"box": box, "scan": box})
            placed.append(Placed("statistics", 0, row, 0, 1, cell))
        return sum(one.status is Status.DOUBTFUL for one in observe(form, placed, []))

    assert doubts({row: top for row, top in heights.items() if row < 9}) == 0
    assert doubts(heights) == 1
    assert doubts({0: 0.4, 1: 0.3}) == 2
    assert doubts({0: 0.4, 1: 0.5, 2: 0.1, 3: 0.2}) == 4
    assert doubts({0: 0.4, 1: 0.5, 2: 0.1, 3: 0.2}, aside=0.5) == 0


def test_pale_print_that_the_words_find_as_print_is_sure() -> None:
    pale = place(("cell", "12", 0.99), ("page", "12", 0.98), ink="specks")
    assert value_of(pale, WORDS) == ("12", Status.CERTAIN)
    assert value_of(pale, place(("page", "12", 0.98), ink="specks"))[1] is Status.DOUBTFUL
    assert value_of(pale, place(("page", "13", 0.98)))[1] is Status.DOUBTFUL


def test_what_can_only_be_guessed_where_the_words_are_says_nothing_against_sure_readers() -> None:
    assert value_of(WORDS, place(("cell", "o||", 0.3))) == ("12", Status.CERTAIN)
    assert value_of(WORDS, place(("cell", "o||", 0.8)))[1] is Status.DOUBTFUL
    assert value_of(WORDS, place(("cell", "13", 0.3)))[1] is Status.DOUBTFUL


def test_a_bar_that_stands_apart_is_the_rule_at_the_cells_other_side() -> None:
    assert (
        from_cell(TOTAL, place(("cell", "0", 0.99), ("page", "| 0", 0.6), ("second", "0", 0.98))).status
        is Status.CERTAIN
    )
    assert from_cell(TOTAL, place(("cell", "0", 0.99), ("page", "|0", 0.6))).status is Status.DOUBTFUL
    assert from_cell(TOTAL, place(("cell", "5", 0.6), ("page", "| 0", 0.9))).status is Status.DOUBTFUL
