"""Bytes by key in a local folder or on S3, through opendal.

A local write goes to a temporary file, is fsynced and renamed; opendal does not fsync the folder it renames into, so
that is done here: without it a power failure may forget the name of a file whose bytes are safe. A killed process
leaves its temporary file behind: `sweep_temporary` removes those that no living write can own any more.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import opendal
from opendal import exceptions as vendor

from archive.errors import BlobMissing, StorageFailed
from archive.ports import BlobStore

CHUNK = 1 << 20

# Below the root, on the same file system, so that a rename stays atomic.
TEMPORARY = ".writing"

# The library's errors have no common base.
_VENDOR = tuple(kind for kind in vars(vendor).values() if isinstance(kind, type) and issubclass(kind, Exception))

# No single write lasts this long.
ABANDONED_AFTER_S = 24 * 3600


def local_blobs(folder: Path) -> BlobStore:
    """Blobs as files below `folder`, which is made if it is not there."""
    try:
        (folder / TEMPORARY).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailed(f"{folder} cannot be made: {error.strerror}.", "Check the folder's rights.") from error
    operator = opendal.Operator("fs", root=str(folder), atomic_write_dir=str(folder / TEMPORARY))
    return LocalBlobs(operator, folder)


def s3_blobs(
    *, bucket: str, endpoint: str, region: str, access_key: str, secret_key: str, root: str = "/"
) -> BlobStore:
    """Blobs as objects in a bucket that exists; keys lie below `root`."""
    operator = opendal.Operator(
        "s3",
        bucket=bucket,
        endpoint=endpoint,
        region=region,
        access_key_id=access_key,
        secret_access_key=secret_key,
        root=root,
        # Credentials are those that were given, nothing found around the machine.
        disable_config_load="true",
        disable_ec2_metadata="true",
    )
    return OpendalBlobs(operator.layer(opendal.layers.RetryLayer(max_times=3, min_delay=0.2)))


class OpendalBlobs:
    """The port on any opendal service whose writes are atomic by themselves."""

    def __init__(self, operator: opendal.Operator) -> None:
        self._operator = operator

    def write(self, key: str, data: bytes | BinaryIO) -> None:
        """See the port. A blob that is there stays: under one key there is only ever one content."""
        with _translated(key):
            if self._operator.exists(key):
                return
            if isinstance(data, bytes):
                self._operator.write(key, data)
            else:
                self._stream(key, data)

    def read(self, key: str) -> bytes:
        with _translated(key):
            return bytes(self._operator.read(key))

    def exists(self, key: str) -> bool:
        with _translated(key):
            return self._operator.exists(key)

    def size(self, key: str) -> int:
        with _translated(key):
            return int(self._operator.stat(key).content_length)

    def fetch(self, key: str, target: Path) -> None:
        with _translated(key):
            self._operator.stat(key)  # a reader of a missing blob opens well and fails later with a general error
            with self._operator.open(key, "rb") as source, target.open("wb") as sink:
                while block := source.read(CHUNK):
                    sink.write(block)

    def delete(self, key: str) -> None:
        with _translated(key):
            self._operator.delete(key)

    def _stream(self, key: str, source: BinaryIO) -> None:
        # Invisible until closed; an error on the way leaves the writer unclosed and nothing under the key.
        writer = self._operator.open(key, "wb")
        while block := source.read(CHUNK):
            writer.write(block)
        writer.close()


class LocalBlobs(OpendalBlobs):
    """The port on a local folder, durable down to the names."""

    def __init__(self, operator: opendal.Operator, folder: Path) -> None:
        super().__init__(operator)
        self._folder = folder

    def write(self, key: str, data: bytes | BinaryIO) -> None:
        super().write(key, data)
        with _translated(key):
            self._sync_names(key)

    def read(self, key: str) -> bytes:
        """The file itself: the library hands each reading to another thread, which takes far longer than the reading."""
        with _translated(key):
            return (self._folder / key).read_bytes()

    def sweep_temporary(self, older_than_s: float = ABANDONED_AFTER_S) -> int:
        """Delete what killed writes left behind; returns how many files."""
        limit = time.time() - older_than_s
        left = [path for path in (self._folder / TEMPORARY).rglob("*") if path.is_file()]
        old = [path for path in left if path.stat().st_mtime < limit]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _sync_names(self, key: str) -> None:
        """Fsync every folder from the blob's own up to the root: any of them may be new."""
        folder = (self._folder / key).parent
        while True:
            _fsync(folder)
            if folder == self._folder:
                return
            folder = folder.parent


def _fsync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated(key: str) -> Iterator[None]:
    try:
        yield
    except (vendor.NotFound, FileNotFoundError) as error:
        raise BlobMissing(f"{key} is not in the store.", "Run `./dangan check`.") from error
    except _VENDOR as error:
        # The first line says what happened, the rest is a trace of the library.
        said = str(error).partition("\n")[0]
        raise StorageFailed(f"{key}: the store answers: {said}", "Check the storage settings and its space.") from error
    except OSError as error:
        raise StorageFailed(f"{key}: {error.strerror or error}", "Check the disk's space and rights.") from error
