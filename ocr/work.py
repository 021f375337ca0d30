"""What the child process does with the pages of a file: read them one by one."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from archive.errors import RefusedFile
from archive.records import Alternative, Box, PageImage, PageReading, Word
from ocr.engines import Engines, open_engines
from ocr.engines.crops import has_print
from ocr.files.detect import IMAGES, PDF
from ocr.files.drawing import drawn_rules
from ocr.files.raster import Raster, rasters
from ocr.files.soundness import is_sound, without_spoilt
from ocr.files.textlayer import opened, page_glyphs, words_of
from ocr.image.prepare import Prepared, as_is, prepare
from ocr.page import DrawnRule, WorkPage, WorkWord, join_notes
from ocr.tables.layout import describe, scan_box
from ocr.tables.ruled.dashes import with_solid_rules

GARBLED, SOME = 0.85, 20
"""A page whose characters are surer than this on the average lies upright: of 20 pages of the worst scans and faxes one that did has
less (0.65, the others 0.88 and more); the one that lay on its side had 0.53, a clean page turned wrongly 0.63 to 0.83. Fewer
characters than the second are no page of print."""
BLANK = 0.0004
"""A page with less ink than this share of its pixels, and no words, is blank."""


@cache
def engine(name: str) -> Engines:
    """The process's engines, loaded once; raises `EngineMissing`."""
    return open_engines(name)


def read_pages(
    source: Path, filename: str, media_type: str, span: tuple[int, int], name: str
) -> Iterator[tuple[PageReading, PageImage]]:
    """Pages span[0]..span[1] in order; raises `RefusedFile`, `ReadingFailed` or `EngineMissing`."""
    first, last = span
    if media_type == PDF or media_type in IMAGES:
        engines = engine(name)
        with ExitStack() as stack:
            layer = stack.enter_context(opened(source)) if media_type == PDF else None
            for raster in rasters(source, media_type, filename, first, last):
                yield _read(raster, layer, engines), raster.picture
        return
    # Typesetting takes a second to load, which no scan should wait for.
    from ocr.plain import read as read_plain

    pages = read_plain(source, media_type, filename).pages
    if last > len(pages):
        raise RefusedFile(filename, f"it has no page {last}.", "Add it again.")
    yield from pages[first - 1 : last]


def _read(raster: Raster, layer: Any, engines: Engines) -> PageReading:
    if not has_print(raster.image):
        return _blank(raster)
    glyphs = page_glyphs(layer, raster.number) if layer is not None else None
    if glyphs is not None:
        prepared = as_is(raster.image, raster.dpi)
        words = words_of(glyphs, prepared.image.shape[1], prepared.image.shape[0])
        drawn = drawn_rules(layer, raster.number)
        held = (prepared.image, prepared.dpi, engines, drawn or ())
        if is_sound(words, glyphs, *held):
            return _reading(raster, [_digital(raster, prepared, without_spoilt(words, *held), drawn)], engines)
    return _reading(raster, _recognised(raster, engines), engines)


def _recognised(raster: Raster, engines: Engines) -> list[WorkPage]:
    """The page or pages of a scan; one that reads like nothing is tried the other ways up, for its lines may have misled."""
    pages = _turned(raster, engines, 0)
    if not 0 < _sureness(pages) < GARBLED:
        return pages
    return max([pages, *(_turned(raster, engines, more) for more in (1, 2, 3))], key=_sureness)


def _turned(raster: Raster, engines: Engines, more: int) -> list[WorkPage]:
    return [
        _work(raster, prepared, tuple(engines.reader.read_page(prepared.image)), "recognised")
        for prepared in map(_solid, prepare(raster.image, raster.dpi, engines.sight, more=more))
    ]


def _sureness(pages: Sequence[WorkPage]) -> float:
    """How sure its characters are on the average, 0 where there are few."""
    words = [word for page in pages for word in page.words]
    count = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / count if count >= SOME else 0.0


def _digital(
    raster: Raster, prepared: Prepared, words: tuple[WorkWord, ...], drawn: Sequence[DrawnRule] | None
) -> WorkPage:
    """A page with a sound text layer: its rules are the lines that it draws, and stand in its pixels only where these hide."""
    page = _work(raster, prepared if drawn is not None else _solid(prepared), words, "text")
    return page if drawn is None else replace(page, drawn=tuple(drawn))


def _solid(prepared: Prepared) -> Prepared:
    return replace(prepared, image=with_solid_rules(prepared.image, prepared.dpi))


def _blank(raster: Raster) -> PageReading:
    height, width = raster.image.shape[:2]
    return PageReading(number=raster.number, width=width, height=height, source="blank")


def _work(raster: Raster, prepared: Prepared, words: tuple[WorkWord, ...], source: Any) -> WorkPage:
    return WorkPage(
        number=raster.number,
        image=prepared.image,
        words=words,
        source=source,
        to_scan=prepared.to_scan,
        dpi=prepared.dpi,
        part=prepared.part,
    )


def _reading(raster: Raster, pages: list[WorkPage], engines: Engines) -> PageReading:
    words = tuple(_word(word, page) for page in pages for word in page.words)
    blank = not words and all(float((page.image < 128).mean()) < BLANK for page in pages)
    return PageReading(
        number=raster.number,
        width=raster.image.shape[1],
        height=raster.image.shape[0],
        source="blank" if blank else pages[0].source,
        words=words,
        layout=join_notes([describe(page, engines.reader, engines.second) for page in pages]),
    )


def _word(word: WorkWord, page: WorkPage) -> Word:
    if page.source == "text":
        return Word(text=word.text, box=_box(word, page))
    return Word(
        text=word.text,
        box=_box(word, page),
        confidence=_share(word.confidence),
        confidences=tuple(_share(char.confidence) for char in word.chars),
        alternatives=tuple(
            Alternative(at=at, char=other, confidence=_share(chance))
            for at, char in enumerate(word.chars)
            for other, chance in char.alternatives
        ),
    )


def _box(word: WorkWord, page: WorkPage) -> Box:
    return scan_box(word.box, page.to_scan)


def _share(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 4)
