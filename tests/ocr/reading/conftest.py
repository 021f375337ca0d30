"""The real reader, its child process started once, and the models of this process, loaded once."""

from collections.abc import Iterator

import pytest

from ocr.engines import Engines, open_engines
from ocr.reader import ChildReader, build_reader


@pytest.fixture(scope="session")
def reader() -> Iterator[ChildReader]:
    made = build_reader("rapidocr")
    yield made
    made.close()


@pytest.fixture(scope="session")
def engines() -> Engines:
    return open_engines("rapidocr")
