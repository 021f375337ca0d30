"""A file's type is what its content says."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from archive.errors import RefusedFile
from ocr.files.detect import detect
from tests.ocr.reading.papers import digital, encoded

GREY = np.full((40, 30), 255, np.uint8)


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", digital(), "application/pdf"),
        ("a", digital(), "application/pdf"),
        ("a.png", encoded(GREY), "image/png"),
        ("a.jpeg", encoded(GREY, "JPEG"), "image/jpeg"),
        ("a.tif", encoded(GREY, "TIFF"), "image/tiff"),
        ("a.jp2", encoded(GREY, "JPEG2000"), "image/jp2"),
        (
            "a.docx",
            zipped("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.md", "# 年报".encode(), "text/markdown"),
        ("a.txt", "年报".encode("gb18030"), "text/plain"),
        ("a.txt", "年报".encode("utf-16"), "text/plain"),
        ("a.txt", b"\xef\xbb\xbf <!DOCTYPE html><p>x", "text/html"),
    ],
)
def test_the_content_decides(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    assert detect(put(tmp_path, name, content), name) == expected


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", zipped("x.txt"), "ZIP"),
        ("a.pdf", zipped("word/document.xml"), "ends in .pdf"),
        ("a.pdf", encoded(GREY), "ends in .pdf"),
        ("a.png", digital(), "ends in .png"),
        ("a.pdf", "只是文字".encode(), "not known"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Word"),
        ("a.bin", bytes(range(256)), "not known"),
        ("a.gif", b"GIF89a" + bytes(20), "GIF"),
    ],
)
def test_what_is_not_taken_is_refused_by_name_reason_and_remedy(
    tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    with pytest.raises(RefusedFile) as refused:
        detect(put(tmp_path, name, content), name)
    assert refused.value.filename == name
    assert word in refused.value.reason
    assert refused.value.remedy
