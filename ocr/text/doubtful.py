"""Other readings of doubtful characters, carried from the pages' words to the sections' texts."""

from collections.abc import Iterator, Mapping, Sequence

from archive.boxes import stands_in
from archive.records import Alternative, PageReading, ReportReading, Run, Section, Word

Doubtful = Mapping[int, Sequence[Word]]


def with_alternatives(report: ReportReading, pages: Sequence[PageReading]) -> ReportReading:
    """The report whose sections name what else their characters may be."""
    doubtful = {page.number: [word for word in page.words if word.alternatives] for page in pages}

    def told(section: Section) -> Section:
        return section.model_copy(update={"alternatives": tuple(_alternatives(section, doubtful))})

    preamble = told(report.preamble) if report.preamble else None
    return report.model_copy(update={"preamble": preamble, "sections": tuple(map(told, report.sections))})


def _alternatives(section: Section, doubtful: Doubtful) -> Iterator[Alternative]:
    for run in section.runs:
        for word in doubtful.get(run.page, ()):
            at = _place(word, run, section.text) if stands_in(word.box, run.box) else None
            if at is not None:
                yield from (other.model_copy(update={"at": at + other.at}) for other in word.alternatives)


def _place(word: Word, run: Run, text: str) -> int | None:
    """Where a word begins in the text, None where the run does not have it exactly once."""
    printed = text[run.start : run.end]
    return run.start + printed.find(word.text) if printed.count(word.text) == 1 else None
