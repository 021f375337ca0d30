"""Pipe tables as raw rows: how many cells a line really has, which a Markdown parser hides by padding and cutting."""

import re
from collections.abc import Sequence

from ocr.plain.blocks import Cell, Grid, Row, usual_width

_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-*:?\s*)*\|?\s*")
_BARS = frozenset("│┃║｜")
_BOX_BARS = re.compile("[│┃║｜]")
_BOX_RULE = re.compile("[─━═┄┈┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛]+")
_BOX_LINE = re.compile("[─━═┄┈]+")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def split_row(line: str) -> list[str]:
    """The cells of one line, outer pipes dropped, escaped pipes kept as text."""
    bare = line.strip()
    parts = _PIPE.split(bare)
    if bare.startswith("|"):
        parts = parts[1:]
    if len(parts) > 1 and not parts[-1].strip() and bare.endswith("|"):
        parts = parts[:-1]
    return [_BREAK.sub("\n", part).replace("\\|", "|").strip() for part in parts]


def unboxed(line: str) -> str:
    """A line of a table drawn with box characters or full-width bars, drawn with pipes; any other line as it is."""
    bare = line.strip()
    if bare[:1] in _BARS and len(bare) > 1 and bare[-1] in _BARS:
        return _BOX_BARS.sub("|", line)
    if len(bare) > 2 and _BOX_RULE.fullmatch(bare):
        return "|" + "---|" * len(_BOX_LINE.findall(bare))
    return line


def is_delimiter(line: str) -> bool:
    """True for the line of dashes under a header."""
    return "|" in line and "-" in line and _DELIMITER.fullmatch(line) is not None


def has_pipe(line: str) -> bool:
    """True where a pipe on the line may part cells."""
    return _PIPE.search(line) is not None


def is_table(lines: Sequence[str]) -> bool:
    """True where a run of lines with pipes is a table and not prose that happens to hold one."""
    if any(line.lstrip().startswith("|") or is_delimiter(line) for line in lines):
        return True
    counts = {len(_PIPE.findall(line)) for line in lines}
    return len(lines) > 1 and len(counts) == 1 and counts.pop() > 1


def read_pipes(lines: Sequence[str]) -> Grid:
    """The grid of a run of lines. Dashes and a blank header above them are no rows, but vote on the width."""
    joined = _join_broken(lines)
    split = [(line, split_row(line)) for line in joined]
    dashes = [is_delimiter(line) for line in joined] + [False]
    rows = [
        Row(tuple(Cell(text, column) for column, text in enumerate(cells)), line.strip())
        for at, (line, cells) in enumerate(split)
        if not dashes[at] and (any(cells) or not dashes[at + 1])
    ]
    return Grid(tuple(rows), "counted", usual_width([len(cells) for _, cells in split]))


def _join_broken(lines: Sequence[str]) -> list[str]:
    """Join a row that a line break inside a cell has cut: it lacks its last pipe, and the next line its first."""
    closed = sum(line.rstrip().endswith("|") for line in lines) * 2 > len(lines)
    joined: list[str] = []
    for line in lines:
        cut = joined and not joined[-1].rstrip().endswith("|") and not line.lstrip().startswith("|")
        if closed and cut:
            joined[-1] = joined[-1].rstrip() + line.strip()
        else:
            joined.append(line)
    return joined
