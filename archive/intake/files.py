"""Taking a file's bytes in: hashed on the way to a temporary file beside the archive."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from archive.blobs import CHUNK
from archive.errors import StorageFailed


@dataclass(frozen=True)
class Taken:
    """A file's bytes at a place of our own, with their SHA-256 in hexadecimal and their number."""

    path: Path
    sha256: str
    size: int


@contextmanager
def taken(source: Path | BinaryIO, scratch: Path) -> Iterator[Taken]:
    """Copy a file or stream while hashing it; the copy is gone at the end. Raises `StorageFailed`.

    A copy, because a file could change between its hash and its storage.
    """
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=scratch, prefix="intake-") as copy:
            if isinstance(source, Path):
                with source.open("rb") as opened:
                    sha256, size = _copy(opened, copy.file)
            else:
                sha256, size = _copy(source, copy.file)
            copy.flush()
            yield Taken(Path(copy.name), sha256, size)
    except OSError as error:
        name = source if isinstance(source, Path) else "the upload"
        raise StorageFailed(f"{name} could not be read: {error.strerror or error}.", "Check its rights.") from error


def _copy(source: IO[bytes], sink: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := source.read(CHUNK):
        digest.update(block)
        sink.write(block)
        size += len(block)
    return digest.hexdigest(), size
