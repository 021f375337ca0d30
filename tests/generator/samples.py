"""The reports that ship with the demo: the seed as text and as scan, and four years of an invented office that was renamed."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.generator.content import Report, draw_report
from tests.generator.forms import metrics
from tests.generator.making import Generated, Order, render
from tests.generator.printing import Notation
from tests.generator.prose import Office
from tests.generator.style import Style, draw_style
from tests.generator.truth import Truth
from tests.generator.values import Values

SEED_TEXT = "kaixuandonglu-2020.txt"
SEED_OFFICE = Office("西工区凯旋东路街道办事处", "我办", ("河南省", "洛阳市", "西工区"), "street")
SEED_BLANK_ROWS = (
    "disclosed",
    "partly_disclosed",
    "refused_state_secret",
    "refused_other_law",
    "refused_security_stability",
    "refused_third_party",
    "refused_internal_affairs",
    "refused_process_information",
    "refused_enforcement_file",
    "refused_administrative_query",
    "unavailable_not_held",
)
"""The rows of table 2 before the page break, which the seed leaves blank; every other cell says 0."""

INVENTED = Office("洛阳市西工区青岚新城建设管理局", "我局", ("河南省", "洛阳市", "西工区"), "bureau")
"""No such office exists; its region does."""

FORMER = Office("洛阳市西工区青岚新城管理办公室", "我办", ("河南省", "洛阳市", "西工区"), "bureau")
"""What the invented office was called when it reported in the form of 2014."""

_BASE = replace(
    draw_style(0, "tuned"),
    body_font="Noto Serif CJK SC",
    table_font="Noto Serif CJK SC",
    head_font="Noto Sans CJK SC",
    title_font="Noto Serif CJK SC",
    digit_font="Liberation Serif",
    body_pt=15,
    table_pt=10.5,
    line_height=1.75,
    margin=(30, 26),
    page="A4",
    rule_pt=0.5,
    frame_pt=0.5,
    rule_style="solid",
    rule_colour="#000",
    rule_sides="all",
    row_pad=3.0,
    cell_pad=3,
    number_align="center",
    label_align="center",
    digit_bold=False,
    repeat_header=False,
    cut_rows=False,
    table1="one",
    table3="one",
    upright=True,
    shade="",
    notation=Notation(),
    zero_blanks=0,
    brackets="full",
    variants=frozenset(),
    cover=False,
    chart=False,
    foreign_table=False,
    page_number="- {n} -",
    running_head=False,
    title_year="{year}年",
    office_in_title=True,
    signature=True,
    spacer=0,
    overview=3,
    seal=False,
    two_up=False,
    open_breaks=False,
    delivery="pdf",
)


def seed_values() -> Values:
    """The seed's 198 values: 0, and null where it is blank."""
    blank = {f"requests.{row}" for row in SEED_BLANK_ROWS}
    return {m: None if m.rsplit(".", 1)[0] in blank else Decimal(0) for m in metrics("2019")}


def seed_report(text: str) -> Report:
    """The seed's prose, section by section, with its values."""
    heads = re.split(r"^[一二三四五六]、.*$", text, flags=re.MULTILINE)
    prose = [tuple(line.strip() for line in part.splitlines() if line.strip() and line[0] != "|") for part in heads]
    return Report(SEED_OFFICE, 2020, "2019", seed_values(), prose[1], prose[5], prose[6])


def _seed_scan(text: str) -> Generated:
    style = replace(
        _BASE, variants=frozenset({"society", "law"}), brackets="ascii", seal=True, body_pt=16, signature=True
    )
    return render(seed_report(text), Order(style, "seal", "tuned", 0, "pdf", 50), Random("samples/seed"))


def text_truth(truth: Truth) -> Truth:
    """The truth of the same report as text: no pages, no places, no signature."""
    cells = tuple(cell.model_copy(update={"place": None, "also": ()}) for cell in truth.cells)
    sections = tuple(section.model_copy(update={"pages": ()}) for section in truth.sections)
    return truth.model_copy(update={"cells": cells, "sections": sections, "pages": (), "level": "text"})


def _year(
    year: int,
    edition: str,
    previous: Values | None,
    style: Style,
    level: str,
    delivery: str,
    office: Office = INVENTED,
) -> tuple[Report, Generated]:
    rng = Random(f"samples/{year}")
    report = draw_report(rng, edition, style, office=office, year=year, previous=previous, errors=0)
    report = replace(report, absent=frozenset())
    return report, render(report, Order(style, level, "tuned", year, delivery, 55), rng)


def invented_years() -> tuple[Generated, Generated, Generated]:
    """2020 as digital PDF, 2021 as scan, 2022 as a photo of one closely printed page."""
    first, digital = _year(2020, "2019", None, replace(_BASE, chart=True, signature=False), "digital", "pdf")
    scanned = replace(
        _BASE, table_font="Noto Sans CJK SC", number_align="right", repeat_header=True, table1="five", seal=False
    )
    second, scan = _year(2021, "2021", first.values, scanned, "office200", "pdf")
    close = replace(
        _BASE,
        body_pt=9.5,
        table_pt=8,
        line_height=1.25,
        margin=(8, 12),
        row_pad=0.4,
        cell_pad=2,
        overview=1,
        upright=False,
        page_number="",
        page="246mm 348mm",
    )
    _, photo = _year(2022, "2021", second.values, close, "photo", "jpeg")
    return digital, scan, photo


def former_year() -> Generated:
    """2018 under the office's former name, in the form of 2014, as digital PDF."""
    return _year(2018, "2014", None, replace(_BASE, body_pt=14, signature=True), "digital", "pdf", FORMER)[1]


def write_samples(folder: Path) -> tuple[Path, ...]:
    """Write the samples with their truth; the seed's text is read from the folder, where it lies as it came.

    Errors: FileNotFoundError when the seed's text is not there.
    """
    text = (folder / SEED_TEXT).read_text("utf-8")
    scan = _seed_scan(text)
    digital, office, photo = invented_years()
    files = {
        "kaixuandonglu-2020-scan.pdf": scan,
        "qinglan-2018.pdf": former_year(),
        "qinglan-2020.pdf": digital,
        "qinglan-2021-scan.pdf": office,
        "qinglan-2022-photo.jpg": photo,
    }
    written = [_write(folder / f"{SEED_TEXT}.truth.json", (text_truth(scan.truth).to_json() + "\n").encode())]
    for name, made in files.items():
        written.append(_write(folder / name, made.content))
        written.append(_write(folder / f"{name}.truth.json", (made.truth.to_json() + "\n").encode()))
    return tuple(written)


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
