"""Other readings of doubtful characters, carried from the pages' words to the sections' texts."""

from collections.abc import Iterator, Mapping, Sequence

from archive.records import Alternative, Box, PageReading, ReportReading, Section, Word

Places = Mapping[tuple[int, Box], Word]


def with_alternatives(report: ReportReading, pages: Sequence[PageReading]) -> ReportReading:
    """The report whose sections name what else their characters may be; words in table cells are left out."""
    places = {(page.number, word.box): word for page in pages for word in page.words if word.alternatives}
    sections = tuple(
        section.model_copy(update={"alternatives": tuple(_alternatives(section, places))})
        for section in report.sections
    )
    return report.model_copy(update={"sections": sections})


def _alternatives(section: Section, places: Places) -> Iterator[Alternative]:
    for run in section.runs:
        word = places.get((run.page, run.box))
        if word is not None and section.text[run.start : run.end] == word.text:
            for other in word.alternatives:
                yield other.model_copy(update={"at": run.start + other.at})
