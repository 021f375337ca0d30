"""What kind of file it is, by its content alone; a name that says something else is a reason to refuse."""

import zipfile
from pathlib import Path

from archive.errors import RefusedFile

PDF, TIFF, JPEG, PNG, JP2 = "application/pdf", "image/tiff", "image/jpeg", "image/png", "image/jp2"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
IMAGES = frozenset({TIFF, JPEG, PNG, JP2})
TAKEN = "PDF, TIFF, JPEG, PNG, JPEG 2000, DOCX, HTML, Markdown or plain text"

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\0\0\0\x0cjP  \r\n\x87\n", JP2),
    (b"\xff\x4f\xff\x51", JP2),
)
SUFFIXES = {
    ".pdf": {PDF},
    ".tif": {TIFF},
    ".tiff": {TIFF},
    ".jpg": {JPEG},
    ".jpeg": {JPEG},
    ".png": {PNG},
    ".jp2": {JP2},
    ".j2k": {JP2},
    ".docx": {DOCX},
}
"""What a name promises. Other names promise nothing."""

TEXT_SUFFIXES = {".md": "text/markdown", ".markdown": "text/markdown", ".html": "text/html", ".htm": "text/html"}
HEAD = 4096


def detect(source: Path, filename: str) -> str:
    """The media type; raises `RefusedFile` for an empty file, an unknown type, or one that its name belies."""
    with source.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise RefusedFile(filename, "the file is empty.", "Copy or scan it again and add it again.")
    suffix = Path(filename).suffix.lower()
    found = _by_signature(head, source) or _text(head, suffix)
    if found is None:
        raise RefusedFile(filename, f"its type is not known{_hint(head)}.", f"Add it as {TAKEN}.")
    if found not in SUFFIXES.get(suffix, {found}):
        raise RefusedFile(
            filename,
            f"its name ends in {suffix}, but its content is {found}.",
            "If the content is right, give the file the right ending; otherwise find the right file.",
        )
    return found


def _by_signature(head: bytes, source: Path) -> str | None:
    for signature, media_type in SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(b"PK\x03\x04") and _is_docx(source):
        return DOCX
    return None


def _is_docx(source: Path) -> bool:
    try:
        with zipfile.ZipFile(source) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _text(head: bytes, suffix: str) -> str | None:
    """Text has no control characters but white space; UTF-16 shows itself by its mark."""
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and any(b < 9 or 13 < b < 32 for b in head):
        return None
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    return None if suffix in SUFFIXES else TEXT_SUFFIXES.get(suffix, "text/plain")


def _hint(head: bytes) -> str:
    known = {b"PK\x03\x04": "a ZIP archive", b"\xd0\xcf\x11\xe0": "an old Word or Excel file", b"Rar!": "a RAR archive"}
    known |= {b"\x1f\x8b": "a gzip file", b"7z\xbc\xaf": "a 7-Zip archive", b"GIF8": "a GIF image", b"BM": "a bitmap"}
    return next((f" (it looks like {name})" for mark, name in known.items() if head.startswith(mark)), "")
