"""The look of a report: everything that one office does differently from the next.

A style is drawn from its seed within a family. ``tuned`` styles may be looked at while the readers are developed;
``heldout`` styles may not. The held-out family has fonts, rules, sizes and combinations that the tuned one never draws:
see ``FAMILIES``.
"""

from dataclasses import dataclass, fields
from random import Random
from typing import Any, Literal

from tests.generator.printing import Notation

Family = Literal["tuned", "heldout"]


@dataclass(frozen=True)
class Style:
    """One look. Sizes in pt, margins in mm, ``rule_pt`` the width of inner rules, ``frame_pt`` of the outer ones.

    ``open_breaks``: a table cut by a page break has no closing rule there (scans only).
    """

    body_font: str
    head_font: str
    title_font: str
    digit_font: str
    table_font: str
    body_pt: float
    table_pt: float
    line_height: float
    margin: tuple[float, float]
    page: str
    rule_pt: float
    frame_pt: float
    rule_style: str
    rule_colour: str
    rule_sides: str
    row_pad: float
    cell_pad: float
    number_align: str
    label_align: str
    digit_bold: bool
    repeat_header: bool
    cut_rows: bool
    table1: str
    table3: str
    upright: bool
    shade: str
    notation: Notation
    zero_blanks: float
    brackets: str
    variants: frozenset[str]
    cover: bool
    chart: bool
    foreign_table: bool
    page_number: str
    running_head: bool
    title_year: str
    office_in_title: bool
    signature: bool
    spacer: float
    overview: int
    seal: bool
    two_up: bool
    open_breaks: bool
    delivery: str

    def summary(self) -> dict[str, str]:
        """The fields as text, to tell styles apart in a bench's output."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self)}


FAMILIES: dict[str, dict[str, tuple[Any, ...]]] = {
    "tuned": {
        "body_font": ("Noto Serif CJK SC", "AR PL UMing CN", "Noto Sans CJK SC"),
        "table_font": ("Noto Serif CJK SC", "AR PL UMing CN", "Noto Sans CJK SC", "WenQuanYi Micro Hei"),
        "head_font": ("Noto Sans CJK SC", "WenQuanYi Micro Hei"),
        "digit_font": ("", "Liberation Serif", "Liberation Sans"),
        "body_pt": (12, 14, 15, 16),
        "table_pt": (9, 10, 10.5, 12),
        "line_height": (1.5, 1.7, 1.9),
        "margin": ((25, 25), (28, 26), (20, 18)),
        "page": ("A4", "A4", "A4", "A4", "A4 landscape"),
        "rule": (
            (0.5, 0.5, "solid"),
            (0.75, 0.75, "solid"),
            (1, 1, "solid"),
            (0.25, 0.25, "solid"),
            (0.5, 1.5, "solid"),
            (0.75, 0.75, "dotted"),
            (2.2, 2.2, "double"),
        ),
        "rule_colour": ("#000", "#000", "#000", "#777"),
        "rule_sides": ("all", "all", "all", "open", "none"),
        "row_pad": (1, 2.5, 4),
        "number_align": ("center", "center", "right", "left"),
        "blank": ("", "", "—", "/"),
        "minus": ("-", "－"),
        "page_number": ("", "{n}", "- {n} -"),
    },
    "heldout": {
        "body_font": ("AR PL UKai CN", "WenQuanYi Zen Hei", "Noto Serif CJK SC"),
        "table_font": ("AR PL UKai CN", "WenQuanYi Zen Hei", "Noto Sans CJK SC", "AR PL UMing CN"),
        "head_font": ("WenQuanYi Zen Hei", "Noto Serif CJK SC"),
        "digit_font": ("", "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "Liberation Serif"),
        "body_pt": (10.5, 13, 15.5, 18),
        "table_pt": (8, 9.5, 11, 13),
        "line_height": (1.35, 1.6, 2.1),
        "margin": ((15, 12), (31.7, 25.4), (37, 27)),
        "page": ("A4", "A4", "A4", "A4 landscape", "B5", "letter"),
        "rule": (
            (0.35, 0.35, "solid"),
            (0.6, 0.6, "solid"),
            (1.5, 1.5, "solid"),
            (0.4, 2, "solid"),
            (1, 1, "dashed"),
            (1, 1, "dotted"),
            (3, 3, "double"),
            (1, 0.2, "solid"),
        ),
        "rule_colour": ("#000", "#222", "#555", "#999", "#2b4f81"),
        "rule_sides": ("all", "all", "left_open", "right_open", "open", "horizontal", "none"),
        "row_pad": (0.3, 1.7, 3.3, 6),
        "number_align": ("center", "right", "left", "touch"),
        "blank": ("", "－", "无", "/", "—"),
        "minus": ("-", "减", "－"),
        "page_number": ("", "第{n}页", "{n} / {total}", "—{n}—"),
    },
}
"""The ranges of each family. Held-out alone: 楷体 and 正黑, DejaVu digits, also of one width, B5 and letter, dashed rules, a frame
thinner than the rules, one open side, horizontal rules only, blue and faint rules, numbers that touch the rule, 无 and －
as blanks, 减 as a sign."""


def _notation(rng: Random, ranges: dict[str, tuple[Any, ...]]) -> Notation:
    return Notation(
        blank=rng.choice(ranges["blank"]),
        thousands=rng.random() < 0.12,
        wide=rng.random() < 0.08,
        plus=rng.random() < 0.4,
        minus=rng.choice(ranges["minus"]),
        count_unit=rng.random() < 0.06,
        unit=rng.choices(("header", "cell", "cell_yuan", "nowhere"), (0.82, 0.08, 0.05, 0.05))[0],
    )


def _variants(rng: Random) -> frozenset[str]:
    names = ("audit", "society", "law", "short_heading", "long_heading", "broken_labels", "spaced_title", "colon")
    return frozenset(name for name in names if rng.random() < 0.25)


def draw_style(seed: int, family: Family) -> Style:
    """The style of a seed within a family; the same always."""
    rng = Random(f"{family}/{seed}/style")
    ranges = FAMILIES[family]

    def pick(name: str) -> Any:
        return rng.choice(ranges[name])

    rule_pt, frame_pt, rule_style = pick("rule")
    number_align = pick("number_align")
    return Style(
        body_font=pick("body_font"),
        head_font=pick("head_font"),
        title_font=pick("head_font"),
        digit_font=pick("digit_font"),
        table_font=pick("table_font"),
        body_pt=pick("body_pt"),
        table_pt=pick("table_pt"),
        line_height=pick("line_height"),
        margin=pick("margin"),
        page=pick("page"),
        rule_pt=rule_pt,
        frame_pt=frame_pt,
        rule_style=rule_style,
        rule_colour=pick("rule_colour"),
        rule_sides=pick("rule_sides"),
        row_pad=pick("row_pad"),
        cell_pad=0 if number_align == "touch" else rng.choice((1.5, 3, 5)),
        number_align=number_align,
        label_align=rng.choice(("center", "left")),
        digit_bold=rng.random() < 0.08,
        repeat_header=rng.random() < 0.35,
        cut_rows=rng.random() < 0.5,
        table1=rng.choice(("one", "one", "one", "five", "captioned")),
        table3=rng.choice(("one", "one", "two")),
        upright=rng.random() < 0.5,
        shade=rng.choice(("", "", "", "#e8e8e8", "#dbe5f1")),
        notation=_notation(rng, ranges),
        zero_blanks=rng.choice((0, 0, 0, 0.15, 0.5, 1)),
        brackets=rng.choice(("full", "full", "ascii")),
        variants=_variants(rng),
        cover=rng.random() < 0.12,
        chart=rng.random() < 0.12,
        foreign_table=rng.random() < 0.15,
        page_number=pick("page_number"),
        running_head=rng.random() < 0.15,
        title_year=rng.choice(("{year}年", "{year}年", "{year}年度", "{hanzi}年")),
        office_in_title=rng.random() < 0.85,
        signature=rng.random() < 0.6,
        spacer=rng.uniform(0, 60) if rng.random() < 0.5 else 0,
        overview=rng.randint(1, 4),
        seal=rng.random() < 0.3,
        two_up=rng.random() < 0.08,
        open_breaks=rng.random() < 0.3,
        delivery=rng.choice(("pdf", "pdf", "pdf", "pdf", "tiff")),
    )
