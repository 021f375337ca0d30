"""档号, by which archives call a filed unit (DA/T 13): found in file names and manifests, kept with the document."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import func, select

from archive import events
from archive.db.tables import documents, reports, versions
from archive.errors import InvalidValue, NotFound
from archive.ground import Ground
from archive.lists import lines
from archive.views import Page

LONGEST = 80

# 全宗号-类别号-…-件号[-页号]: the fonds (0086, J001), a category of two letters (WS 文书, ZY 专业) with its parts set off
# by middle dots or hyphens (WS·2020·D30, WS-2020-Y), and the item's number.
_CODE = re.compile(
    r"[A-Z]{0,2}\d{3,4}-[A-Z]{2}(?:[·.][0-9A-Z]+)*(?:-[0-9A-Z]+(?:[·.][0-9A-Z]+)*){0,5}-\d{3,6}(?:-\d{1,4})?"
)
_TYPED = re.compile(r"[\w·.\-()〔〕]+")
_DOTS = str.maketrans({"・": "·", "•": "·", "．": ".", "‐": "-", "–": "-", "—": "-", "－": "-"})

_HEADINGS = {
    "file": ("file", "文件名", "文件"),
    "code": ("archival_code", "档号", "code"),
    "office": ("office", "单位", "单位名称"),
    "year": ("year", "年度", "统计年度"),
}


@dataclass(frozen=True)
class Entry:
    """What a manifest says of one file."""

    code: str | None
    office: str | None
    year: int | None


@dataclass(frozen=True)
class Coded:
    """A document found by its archival code."""

    code: str
    sha256: str
    filename: str
    reports: tuple[str, ...]


def normal(code: str | None) -> str | None:
    """A code as it is kept: half-width, upper case, one kind of dash and dot; raises `InvalidValue` for what is none."""
    if code is None or not code.strip():
        return None
    plain = unicodedata.normalize("NFKC", code.translate(_DOTS)).strip().upper().translate(_DOTS)
    if len(plain) > LONGEST or not _TYPED.fullmatch(plain):
        raise InvalidValue(f"{code} is no archival code.", "Type it as it stands on the unit, without blanks.")
    return plain


def code_in(filename: str) -> str | None:
    """The archival code that a file is named by, None where its name is something else."""
    stem = unicodedata.normalize("NFKC", PurePath(filename).name.translate(_DOTS)).translate(_DOTS)
    found = _CODE.match(stem.upper())
    if found is None:
        return None
    after = stem[found.end() : found.end() + 1]
    return None if after.isalnum() and after.isascii() else found[0]


def manifest(data: bytes, filename: str) -> dict[str, Entry]:
    """What an intake's list says of its files, by file name; raises `RefusedFile` for what is no such table."""
    found = {}
    for _, cells in lines(data, filename, _HEADINGS, frozenset({"file", "code"})):
        year = cells.get("year", "").removesuffix("年")
        if name := PurePath(cells["file"].replace("\\", "/")).name:
            found[name] = Entry(
                normal(cells["code"]), cells.get("office") or None, int(year) if year.isdecimal() else None
            )
    return found


class ArchivalCodes:
    """The archival codes of documents."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def of(self, sha256: str) -> str | None:
        """A document's code; None where it has none."""
        with self._ground.reading() as connection:
            return connection.scalar(select(documents.c.archival_code).where(documents.c.sha256 == sha256))

    def set(self, sha256: str, code: str | None, *, user: str) -> None:
        """Give a document its code, or take it away; raises `NotFound`, `InvalidValue`."""
        after = normal(code)
        with self._ground.writing() as connection:
            row = connection.execute(select(documents).where(documents.c.sha256 == sha256)).first()
            if row is None:
                raise NotFound(f"There is no document {sha256[:8]}.", "")
            connection.execute(documents.update().where(documents.c.key == row.key).values(archival_code=after))
            facts = {"before": row.archival_code, "after": after}
            events.append(connection, "document.archival_code", f"document:{sha256}", user, **facts)

    def find(self, text: str, *, limit: int = 50, offset: int = 0) -> Page[Coded]:
        """Documents whose code has this text, in the order of their codes."""
        plain = unicodedata.normalize("NFKC", text.translate(_DOTS)).strip().upper().translate(_DOTS)
        where = documents.c.archival_code.contains(plain, autoescape=True)
        if not plain:
            where = documents.c.archival_code.is_not(None)
        with self._ground.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(documents).where(where)) or 0
            rows = connection.execute(
                select(documents).where(where).order_by(documents.c.archival_code).limit(limit).offset(offset)
            ).all()
            held: dict[int, tuple[str, ...]] = {}
            for key, report in connection.execute(
                select(versions.c.document_key, reports.c.id)
                .join(reports, reports.c.key == versions.c.report_key)
                .where(versions.c.document_key.in_([row.key for row in rows]))
                .order_by(versions.c.place)
            ):
                held[key] = (*held.get(key, ()), report)
            found = tuple(Coded(row.archival_code, row.sha256, row.filename, held.get(row.key, ())) for row in rows)
            return Page(found, total)
