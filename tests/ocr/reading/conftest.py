"""The real reader, its child process started once, and the models of this process, loaded once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.records import PageReading
from ocr.engines import Engines, open_engines
from ocr.reader import ChildReader, build_reader
from ocr.work import read_pages


@pytest.fixture(scope="session")
def reader() -> Iterator[ChildReader]:
    made = build_reader("rapidocr")
    yield made
    made.close()


@pytest.fixture(scope="session")
def engines() -> Engines:
    return open_engines("rapidocr")


@pytest.fixture
def read(tmp_path: Path, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], PageReading]:
    """Reads the first page of a PDF in this process, with the models that are loaded already."""
    monkeypatch.setattr("ocr.work.engine", lambda name: engines)

    def one(content: bytes) -> PageReading:
        path = tmp_path / "a.pdf"
        path.write_bytes(content)
        ((reading, _),) = read_pages(path, "a.pdf", "application/pdf", (1, 1), "rapidocr")
        return reading

    return one
