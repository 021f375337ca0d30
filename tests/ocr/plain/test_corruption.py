"""Whatever happens to a table's cells, no value is certain, and none is blank for sure, that the page does not say."""

import random
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archive.forms import load_form
from archive.records import Edition, Observation, Status
from ocr.forms.values import parse_value
from ocr.plain.align import align
from ocr.plain.blocks import Grid
from ocr.plain.markdown import read_markdown
from ocr.plain.observe import observe
from tests.ocr.plain.tables import Rows, Square, collapsed, shifted, table_rows, truncated, write

TABLES: list[tuple[Edition, str]] = [
    ("2019", "disclosure"),
    ("2019", "requests"),
    ("2019", "disputes"),
    ("2021", "disclosure"),
    ("2021", "requests"),
    ("2014", "statistics"),
]


def values_of(chance: random.Random, blanks: float) -> Callable[[str], str]:
    """Small numbers, all different where it matters little, and blanks."""

    def value(_: str) -> str:
        return "" if chance.random() < blanks else str(chance.randrange(1, 400))

    return value


def delete(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    if row:
        del row[chance.randrange(len(row))]


def insert_blank(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    row.insert(chance.randrange(len(row) + 1), Square(""))


def insert_figure(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    row.insert(chance.randrange(len(row) + 1), Square(str(chance.randrange(500, 900))))


def double_cell(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    at = chance.randrange(len(row))
    row.insert(at, Square(row[at].text))


def join_cells(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    if len(row) > 1:
        at = chance.randrange(len(row) - 1)
        row[at : at + 2] = [Square(f"{row[at].text} {row[at + 1].text}")]


def drop_label(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    at = next((at for at, square in enumerate(row) if square.text and not square.metric), None)
    if at is not None:
        row[at] = Square("", header=row[at].header)


def garble_label(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    labels = [at for at, square in enumerate(row) if len(square.text) > 2 and not square.metric]
    if labels:
        at = chance.choice(labels)
        cut = chance.randrange(len(row[at].text))
        if row[at].text[cut] != "万":  # 元 for 万元 is another page, and a sound one
            row[at] = Square(row[at].text[:cut] + row[at].text[cut + 1 :], header=row[at].header)


def value_into_label(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows)
    stated = [at for at, square in enumerate(row) if square.metric and square.text]
    labels = [at for at, square in enumerate(row) if square.text and not square.metric]
    if stated and labels:
        value, label = row[stated[0]], row[labels[-1]]
        row[labels[-1]] = Square(f"{label.text} {value.text}", value.metric)
        row[stated[0]] = Square("")


def delete_row(rows: Rows, chance: random.Random) -> None:
    if len(rows) > 1:
        del rows[chance.randrange(len(rows))]


def double_row(rows: Rows, chance: random.Random) -> None:
    at = chance.randrange(len(rows))
    rows.insert(at, list(rows[at]))


def shuffle_rows(rows: Rows, chance: random.Random) -> None:
    chance.shuffle(rows)


def swap_rows(rows: Rows, chance: random.Random) -> None:
    first, second = chance.randrange(len(rows)), chance.randrange(len(rows))
    rows[first], rows[second] = rows[second], rows[first]


def break_row(rows: Rows, chance: random.Random) -> None:
    at = chance.randrange(len(rows))
    row = rows[at]
    cut = chance.randrange(1, len(row)) if len(row) > 1 else 0
    if cut:
        left = [*row[:cut], *[Square("") for _ in row[cut:]]]
        right = [*[Square("") for _ in row[:cut]], *row[cut:]]
        rows[at : at + 1] = [left, right]


def swap_columns(rows: Rows, chance: random.Random) -> None:
    """Both below the same upper header cells, for labels alone tell the columns apart."""
    width = min(map(len, rows))
    first, second = chance.randrange(width), chance.randrange(width)
    if first // 5 != second // 5 and width == len(rows[0]) == 15:
        return
    for row in rows:
        row[first], row[second] = row[second], row[first]


def drop_column(rows: Rows, chance: random.Random) -> None:
    at = chance.randrange(min(map(len, rows)))
    for row in rows:
        del row[at]


CHANGES = [
    delete,
    insert_blank,
    insert_figure,
    double_cell,
    join_cells,
    drop_label,
    garble_label,
    value_into_label,
    delete_row,
    double_row,
    shuffle_rows,
    swap_rows,
    break_row,
    swap_columns,
    drop_column,
]


SHAPES = {"shifted": shifted, "truncated": truncated, "collapsed": collapsed}
WIDTHS = {delete, insert_blank, insert_figure, double_cell, join_cells, drop_column}


def observations(rows: Rows, edition: Edition, cut: int | None = None) -> dict[str, Observation]:
    text = write(rows) if cut is None else f"{write(rows[:cut])}\n\n{write(rows[cut:], dashes=None)}"
    blocks = read_markdown(text)
    return {o.metric: o for o in observe(align([b for b in blocks if isinstance(b, Grid)], edition), blocks, {})}


def silently_wrong(rows: Rows, found: dict[str, Observation], truth: dict[str, str], edition: Edition) -> list[str]:
    """The metrics whose value is sure and is not what the page says.

    The page still says a value where its cell still stands; one that was taken from it altogether may be blank.
    """
    printed = {square.metric for row in rows for square in row if square.metric and square.text}
    wrong = []
    for metric in load_form(edition).metrics:
        observation = found[metric.id]
        true = parse_value(truth.get(metric.id, ""), metric, metric.unit).value
        if observation.status is Status.CERTAIN and observation.value != true:
            wrong.append(f"{metric.id}: {observation.value} for {true}")
        if observation.status is Status.NOT_STATED and metric.id in printed:
            wrong.append(f"{metric.id}: blank for {true}")
    return wrong


def built(edition: Edition, table: str, style: str, chance: random.Random, blanks: float) -> Rows:
    form_table = load_form(edition).table(table)
    rows = table_rows(form_table, edition, values_of(chance, blanks), expanded=style == "expanded")
    depth = max(len(row.labels) for block in form_table.blocks for row in block.rows)
    shape = SHAPES.get(style) if table == "requests" or style == "collapsed" else None
    return shape(rows, depth) if shape else rows


@pytest.mark.parametrize(("edition", "table"), TABLES)
@pytest.mark.parametrize("style", ["true", "expanded", "collapsed"])
@pytest.mark.parametrize("blanks", [0.0, 0.5, 1.0])
def test_a_sound_table_is_read_without_a_doubt(edition: Edition, table: str, style: str, blanks: float) -> None:
    rows = built(edition, table, style, random.Random(7), blanks)
    truth = {square.metric: square.text for row in rows for square in row if square.metric}
    found = observations(rows, edition)
    for metric, text in truth.items():
        expected = (text, Status.CERTAIN) if text else (None, Status.NOT_STATED)
        if ".amount" not in metric or (found[metric].unit or "") in write(rows):
            assert (found[metric].value, found[metric].status) == expected, (metric, found[metric])


@pytest.mark.parametrize(("edition", "table"), TABLES)
@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=2),
    style=st.sampled_from(["true", "expanded", *SHAPES]),
    blanks=st.sampled_from([0.0, 0.4, 0.8]),
    cut=st.one_of(st.none(), st.integers(1, 30)),
)
def test_no_corruption_gives_a_silently_wrong_value(
    edition: Edition,
    table: str,
    seed: int,
    changes: list[Callable[[Rows, random.Random], None]],
    style: str,
    blanks: float,
    cut: int | None,
) -> None:
    chance = random.Random(seed)
    rows = built(edition, table, style, chance, blanks)
    truth = {square.metric: square.text for row in rows for square in row if square.metric}
    assume(style not in SHAPES or not {swap_columns, drop_column} & set(changes))  # there, no column is one
    assume(style not in SHAPES or insert_figure not in changes)  # a figure makes a cut row whole, which is sound
    assume(len(set(changes) & WIDTHS) < 2)  # a cell less and a cell more in one row is another page, equally sound
    for change in changes:
        change(rows, chance)
    found = observations(rows, edition, cut)
    assert not silently_wrong(rows, found, truth, edition), write(rows)
