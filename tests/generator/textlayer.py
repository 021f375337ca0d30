"""Text layers as real PDFs have them: without Unicode, with radicals for characters, over a scan."""

import io
import re

import pikepdf

TEXT_FAULTS = ("no_unicode", "radicals")
"""no_unicode: glyphs that no text can be had from; radicals: browsers print ⼈ (U+2F08) for 人 and the like."""

_RADICALS = {
    "4e00": "2f00",
    "4eba": "2f08",
    "5165": "2f0a",
    "529b": "2f12",
    "516b": "2f0b",
    "53e3": "2f1d",
    "5927": "2f24",
    "5de5": "2f2f",
    "65b9": "2f45",
    "65e5": "2f47",
    "76ee": "2f6c",
    "793a": "2f70",
    "7acb": "2f74",
    "884c": "2f8f",
    "81ea": "2f83",
    "6587": "2f42",
    "6708": "2f49",
    "6728": "2f4a",
}
_PAIR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>")


def _with_radicals(cmap: bytes) -> bytes:
    def swap(pair: re.Match[bytes]) -> bytes:
        glyph, character = pair.group(1), pair.group(2).decode()
        return b"<%s> <%s>" % (glyph, _RADICALS.get(character, character).encode())

    return _PAIR.sub(swap, cmap)


def with_text_faults(pdf: bytes, faults: tuple[str, ...]) -> bytes:
    """The PDF with its text layer spoilt as named; its pages look the same."""
    if not set(faults) & set(TEXT_FAULTS):
        return pdf
    document = pikepdf.open(io.BytesIO(pdf))
    for entry in document.objects:
        if not isinstance(entry, pikepdf.Dictionary) or "/ToUnicode" not in entry:
            continue
        if "no_unicode" in faults:
            del entry["/ToUnicode"]
        elif "radicals" in faults:
            entry["/ToUnicode"].write(_with_radicals(entry["/ToUnicode"].read_bytes()))
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()
