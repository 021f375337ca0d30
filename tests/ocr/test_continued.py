"""A table without rules goes on over a page break: its columns are proven on the page before, or its rows stay out."""

import pytest

from archive.records import CellReading
from ocr.forms.continued import continued
from ocr.note import CellNote, GridNote, PageNote

XS = (0.1, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
ABOVE = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量")
BELOW = ("（七）总计", "四、结转下年度继续办理")


def cell(row: int, column: int, left: float, right: float, text: str = "") -> CellNote:
    box = (left, 0.1 + row * 0.05, right, 0.14 + row * 0.05)
    readings = (CellReading(reader="text", raw=text, confidence=1.0),) if text else ()
    return CellNote(
        top=row,
        bottom=row,
        left=column,
        right=column,
        box=box,
        scan=box,
        ink="print" if text else "none",
        readings=readings,
    )


def proven() -> GridNote:
    """Two rows of seven values."""
    cells = [
        cell(row, column, XS[column], XS[column + 1], label if column == 0 else str(column))
        for row, label in enumerate(ABOVE)
        for column in range(8)
    ]
    return GridNote(
        box=(0.1, 0.1, 0.99, 0.2), xs=XS, ys=(0.1, 0.15, 0.2), open_top=False, open_bottom=False, cells=tuple(cells)
    )


def loose(stripes: list[tuple[float, float, str]], labels: tuple[str, ...] = BELOW) -> GridNote:
    """Rows of a label, and of gaps and stripes in turn."""
    edges = (0.1, 0.4, *(edge for left, right, _ in stripes for edge in (left, right)), 0.99)
    texts = {2 + 2 * i: text for i, (_, _, text) in enumerate(stripes)}
    cells = [
        cell(row, column, edges[column], edges[column + 1], label if column == 0 else texts.get(column, ""))
        for row, label in enumerate(labels)
        for column in range(len(edges) - 1)
    ]
    return GridNote(
        box=(0.1, 0.1, 0.99, 0.2),
        xs=edges,
        ys=(0.1, 0.15, 0.2),
        open_top=True,
        open_bottom=False,
        cells=tuple(cells),
        firm=False,
    )


def page(number: int, *, direct: tuple[GridNote, ...] = (), rows: tuple[GridNote, ...] = ()) -> PageNote:
    return PageNote(
        page=number, part=0, source="text", size=(1000, 1400), words=(), grids=(), direct=direct, loose=rows
    )


def found(stripes: list[tuple[float, float, str]], labels: tuple[str, ...] = BELOW) -> tuple[GridNote, ...]:
    return continued([page(1, direct=(proven(),)), page(2, rows=(loose(stripes, labels),))])[1].direct


def test_values_stand_in_the_columns_of_the_page_before_and_the_others_are_blank() -> None:
    (grid,) = found([(0.44, 0.46, "8"), (0.96, 0.97, "9")])
    rows = [[c.text for c in grid.cells if c.top == row] for row in (0, 1)]
    assert rows == [[BELOW[0], "8", "", "", "", "", "", "9"], [BELOW[1], "8", "", "", "", "", "", "9"]]
    assert grid.firm
    assert all(c.ink == "none" for c in grid.cells if not c.text)


@pytest.mark.parametrize(
    "stripes",
    [
        pytest.param([(0.49, 0.51, "8")], id="across an edge"),
        pytest.param([(0.42, 0.44, "8"), (0.46, 0.48, "9")], id="two in one column"),
    ],
)
def test_values_that_fit_no_column_prove_nothing(stripes: list[tuple[float, float, str]]) -> None:
    assert found(stripes) == ()


def test_rows_that_do_not_follow_are_left_alone() -> None:
    assert found([(0.44, 0.46, "8")], labels=ABOVE) == ()


@pytest.mark.parametrize("change", [{"source": "recognised"}, {"size": (1001, 1400)}, {"page": 3}])
def test_pages_that_are_not_laid_down_alike_are_left_alone(change: dict[str, object]) -> None:
    second = page(2, rows=(loose([(0.44, 0.46, "8")]),)).model_copy(update=change)
    assert continued([page(1, direct=(proven(),)), second])[1].direct == ()


def found_on_scans(stripes: list[tuple[float, float, str]]) -> tuple[GridNote, ...]:
    first, second = page(1, direct=(proven(),)), page(2, rows=(loose(stripes),))
    return continued([note.model_copy(update={"source": "recognised"}) for note in (first, second)])[1].direct


def test_stripes_of_a_shifted_scan_that_fit_in_one_way_take_the_columns_of_the_page_before() -> None:
    (grid,) = found_on_scans([(0.42, 0.49, "8"), (0.765, 0.775, "7"), (0.915, 0.925, "6"), (0.975, 0.985, "9")])
    rows = [[c.text for c in grid.cells if c.top == row] for row in (0, 1)]
    assert rows == [[BELOW[0], "8", "", "", "7", "", "6", "9"], [BELOW[1], "8", "", "", "7", "", "6", "9"]]


def test_stripes_of_a_scan_that_fit_in_several_ways_are_left_alone() -> None:
    assert found_on_scans([(0.545, 0.555, "8"), (0.645, 0.655, "7")]) == ()
