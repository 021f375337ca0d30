"""In which section a table stands: readers say it of the form's numbered tables only. Pure."""

from archive.records import ReportRecord, Section, Table


def at_home(record: ReportRecord) -> tuple[Table, ...]:
    """The report's tables, each with its section: where none was said, that in whose text most of its cells stand.

    The table of 2014 belongs to no prescribed section, and neither do an office's own tables. A table of whose cells no
    section on its page speaks stays without one.
    """
    lines = {section.number: frozenset(map(_bare, section.text.split("\n"))) for section in record.sections}
    return tuple(
        table if table.section is not None else table.model_copy(update={"section": _home(table, record, lines)})
        for table in record.tables
    )


def _home(table: Table, record: ReportRecord, lines: dict[int, frozenset[str]]) -> int | None:
    texts = {_bare(cell.text) for cell in table.cells if cell.text}
    found = [(len(texts & lines[section.number]), -section.number) for section in _near(table, record)]
    most, number = max(found, default=(0, 0))
    return -number if most else None


def _near(table: Table, record: ReportRecord) -> list[Section]:
    return [section for section in record.sections if set(section.pages) & set(table.pages)]


def _bare(text: str) -> str:
    return "".join(text.split())
