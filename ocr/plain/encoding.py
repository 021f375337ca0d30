"""Bytes -> text: byte-order marks, UTF-8, GB 18030 and UTF-16, and nothing guessed beyond them."""

import codecs
import re

from archive.errors import RefusedFile

# UTF-32's mark begins with that of UTF-16, so it is asked for first.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
# Characters that text never holds; a file full of them was decoded by the wrong rule.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def decode(data: bytes, filename: str) -> str:
    """The text of a file, line ends as "\\n", without its mark; raises `RefusedFile` where no encoding fits."""
    for encoding in _encodings(data):
        text = _decoded(data, encoding)
        if text is not None:
            return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    raise RefusedFile(
        filename,
        "its bytes are neither UTF-8, GB 18030 nor UTF-16 text.",
        "Save the file as UTF-8 text and add it again.",
    )


def _encodings(data: bytes) -> list[str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return [encoding]
    return ["utf-8", *_wide(data), *_declared(data), "gb18030"]


def _wide(data: bytes) -> list[str]:
    """UTF-16 without a mark shows itself by the zero bytes of its spaces, digits and line ends."""
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    if not even and not odd:
        return []
    return ["utf-16-le"] if odd >= even else ["utf-16-be"]


def _declared(data: bytes) -> list[str]:
    """What an HTML page says of itself; GB 2312 and GBK are subsets of GB 18030."""
    match = _DECLARED.search(data[:4096])
    name = match[1].decode("ascii").lower() if match else ""
    return [name] if name in {"big5", "utf-16"} else []


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text
