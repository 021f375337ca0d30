"""Documents that are more than one report in order: shuffled, doubled, for two scopes."""

import io
from collections.abc import Sequence
from functools import cache
from random import Random

import pikepdf

from tests.generator import make
from tests.generator.content import draw_report, printed_values, title_of
from tests.generator.css import css
from tests.generator.layout import SECTIONS, requests_table
from tests.generator.making import Generated
from tests.generator.markup import Part, Section, document_html, paragraph, table_part
from tests.generator.style import draw_style
from tests.generator.typeset import typeset
from tests.generator.values import Values

SEED, EDITION = 16, "2019"


@cache
def numbered(**style: object) -> Generated:
    """A digital report of several pages, by default with printed page numbers."""
    return make(SEED, EDITION, "digital", **{"page_number": "- {n} -", "cover": False, **style})  # type: ignore[arg-type]


def rearranged(content: bytes, order: Sequence[int | None]) -> bytes:
    """The PDF's pages in another order, from 1; None stands for a blank one."""
    source, made = pikepdf.open(io.BytesIO(content)), pikepdf.new()
    for number in order:
        if number is None:
            made.add_blank_page(page_size=(595, 842))
        else:
            made.pages.append(source.pages[number - 1])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def two_scopes(first: str, second: str) -> tuple[bytes, Values, Values]:
    """One report whose table of requests stands there twice, each under a caption, and what either says."""
    rng, style = Random(7), draw_style(SEED, "tuned")
    one = draw_report(rng, EDITION, style, errors=0)
    other = draw_report(rng, EDITION, style, office=one.office, year=one.year, errors=0)
    bodies: list[tuple[Part, ...]] = [(paragraph(text, style),) for text in (one.overview[0], "本年度无此类情况。")]
    tables: list[Part] = []
    for caption, report in ((first, one), (second, other)):
        printed = printed_values(report, style, rng)
        tables += [
            *([paragraph(caption, style)] if caption else []),
            table_part(requests_table(EDITION), printed, style),
        ]
    bodies += [
        tuple(tables),
        (paragraph("无。", style),),
        (paragraph(one.problems[0], style),),
        (paragraph("无。", style),),
    ]
    sections = tuple(Section(at, title, body) for at, (title, body) in enumerate(zip(SECTIONS, bodies, strict=True), 1))
    title = title_of(one, style)
    made = typeset(document_html(title, sections, (), "", css(style, title), style))
    return made.pdf, one.values, other.values
