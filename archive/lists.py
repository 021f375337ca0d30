"""Lists that people keep in spreadsheets, handed in as CSV: their columns found by their headings. Pure functions."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from archive.errors import RefusedFile

MOST_LINES = 100_000


def lines(
    data: bytes, filename: str, headings: Mapping[str, Sequence[str]], needed: frozenset[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line's number and its cells by column; `headings` says what each column may be called.

    UTF-8 or GB 18030, between commas, tabs or semicolons. Raises `RefusedFile` where a column is missing that is needed.
    """
    rows = csv.reader(io.StringIO(_decoded(data, filename)), delimiter=_delimiter(data))
    places = _places(next(rows, []), headings)
    if not needed <= places.keys():
        names = ",".join(words[0] for words in headings.values())
        chinese = ",".join(words[1] for words in headings.values())
        raise RefusedFile(filename, "its first line does not name the columns.", f"Begin with: {names} (or {chinese}).")
    for line, row in enumerate(rows, 2):
        if line > MOST_LINES:
            raise RefusedFile(filename, f"it has more than {MOST_LINES} lines.", "Split it.")
        if any(cell.strip() for cell in row):
            yield line, {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}


def _decoded(data: bytes, filename: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedFile(filename, "it is no text.", "Save the table as CSV in UTF-8.")


def _delimiter(data: bytes) -> str:
    first = data.split(b"\n", 1)[0]
    return max(",\t;", key=lambda mark: first.count(mark.encode()))


def _places(first: Sequence[str], headings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    plain = [heading.strip().lower() for heading in first]
    return {name: plain.index(word) for name, words in headings.items() for word in words if word in plain}
