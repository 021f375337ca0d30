"""What every store of blobs must do, on a local folder and on S3 (a server of moto in this process)."""

import hashlib
import io
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from archive.blobs import LocalBlobs, local_blobs, s3_blobs
from archive.errors import BlobMissing, StorageFailed
from archive.ports import BlobStore

KEY = "documents/" + hashlib.sha256(b"x").hexdigest()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "local":
        return local_blobs(tmp_path / "blobs")
    endpoint = request.getfixturevalue("s3")
    bucket = uuid.uuid4().hex
    client = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1"
    )
    client.create_bucket(Bucket=bucket)
    return s3_blobs(
        bucket=bucket, endpoint=endpoint, region="us-east-1", access_key="a", secret_key="b", root="/archive"
    )


def test_what_was_written_is_read(store: BlobStore, tmp_path: Path) -> None:
    store.write(KEY, b"bytes")
    assert store.read(KEY) == b"bytes"
    assert (store.exists(KEY), store.size(KEY)) == (True, 5)
    store.fetch(KEY, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"bytes"


def test_a_stream_larger_than_a_block_is_whole(store: BlobStore, tmp_path: Path) -> None:
    data = os.urandom(3_500_000)
    store.write(KEY, io.BytesIO(data))
    assert store.size(KEY) == len(data)
    store.fetch(KEY, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == data


def test_nothing_is_there_before(store: BlobStore, tmp_path: Path) -> None:
    assert not store.exists(KEY)
    for ask in (store.read, store.size, lambda key: store.fetch(key, tmp_path / "copy")):
        with pytest.raises(BlobMissing):
            ask(KEY)


def test_a_blob_never_changes_and_writing_it_again_is_harmless(store: BlobStore) -> None:
    store.write(KEY, b"first")
    store.write(KEY, b"second")
    assert store.read(KEY) == b"first"


def test_deleting_is_harmless_too(store: BlobStore) -> None:
    store.delete(KEY)
    store.write(KEY, b"x")
    store.delete(KEY)
    assert not store.exists(KEY)


def test_an_empty_blob_is_a_blob(store: BlobStore) -> None:
    store.write(KEY, b"")
    assert (store.exists(KEY), store.read(KEY)) == (True, b"")


def test_a_stream_that_breaks_leaves_nothing(store: BlobStore) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(StorageFailed, match="Input/output error"):
        store.write(KEY, Broken())  # type: ignore[arg-type]
    assert not store.exists(KEY)


def test_a_store_that_does_not_answer_says_so() -> None:
    store = s3_blobs(bucket="b", endpoint="http://127.0.0.1:9", region="us-east-1", access_key="a", secret_key="b")
    with pytest.raises(StorageFailed):
        store.read(KEY)


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match="file"):
        local_blobs(tmp_path / "file" / "blobs")


def test_a_killed_write_leaves_only_a_temporary_file_that_is_swept(tmp_path: Path) -> None:
    script = (
        "import sys, os, signal, io\n"
        "from pathlib import Path\n"
        "from archive.blobs import local_blobs\n"
        "class Dying(io.RawIOBase):\n"
        "    sent = 0\n"
        "    def read(self, size=-1):\n"
        "        self.sent += 1\n"
        "        if self.sent > 3: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return b'x' * 1000000\n"
        f"local_blobs(Path({str(tmp_path)!r})).write({KEY!r}, Dying())\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    store = local_blobs(tmp_path)
    assert isinstance(store, LocalBlobs)
    assert not store.exists(KEY)
    assert not list(tmp_path.glob("documents/*"))
    assert store.sweep_temporary() == 0
    time.sleep(0.02)
    assert store.sweep_temporary(older_than_s=0.01) == 1
    assert store.sweep_temporary(older_than_s=0.01) == 0
