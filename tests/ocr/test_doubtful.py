"""Other readings of characters find their places in the sections' texts."""

from archive.records import Alternative, PageReading, ReportReading, Run, Section, Word
from ocr.text.doubtful import with_alternatives

LEFT, RIGHT = (0.1, 0.1, 0.4, 0.12), (0.5, 0.1, 0.9, 0.12)
CELL = (0.45, 0.08, 0.95, 0.2)


def test_alternatives_move_with_their_words() -> None:
    other = Alternative(at=1, char="旋", confidence=0.4)
    words = (
        Word(text="东路", box=LEFT),
        Word(text="凯族东", box=RIGHT, alternatives=(other,)),
    )
    page = PageReading(number=2, width=100, height=100, source="recognised", words=words)
    runs = (Run(start=0, end=2, page=2, box=LEFT), Run(start=3, end=6, page=2, box=RIGHT))
    section = Section(number=1, title="", text="东路\n凯族东", pages=(2,), runs=runs)
    changed = section.model_copy(update={"text": "东路\n凯旋东"})
    elsewhere = section.model_copy(update={"runs": (runs[1].model_copy(update={"page": 3}),)})
    twice = section.model_copy(update={"text": "凯族东凯族东", "runs": (Run(start=0, end=6, page=2, box=CELL),)})
    cell = section.model_copy(update={"text": "街道\n凯族东", "runs": (Run(start=0, end=6, page=2, box=CELL),)})
    sections = (section, cell, changed, elsewhere, twice)
    report = ReportReading(title=None, office_name=None, year=None, edition="none", pages=(2,), sections=sections)
    *found, _, _, _ = with_alternatives(report, [page]).sections
    for each in found:
        (alternative,) = each.alternatives
        assert (each.text[alternative.at], alternative.char, alternative.confidence) == ("族", "旋", 0.4)
    assert [each.alternatives for each in with_alternatives(report, [page]).sections[2:]] == [(), (), ()]
