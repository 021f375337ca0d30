"""A worker in a process of its own, for tests that kill it: `python -m tests.archive.worker_process URL FOLDER`."""

import sys
import threading
from pathlib import Path

from archive.archive import ArchiveSettings, open_archive
from archive.blobs import local_blobs
from tests.fakes import FakeIndexer, FakeReader


def main() -> None:
    """Work until killed or told to stop by a line on standard input."""
    url, folder = sys.argv[1], Path(sys.argv[2])
    settings = ArchiveSettings(database_url=url, scratch=folder / "scratch", chunk_pages=2)
    archive = open_archive(settings, blobs=local_blobs(folder / "blobs"), reader=FakeReader(), indexer=FakeIndexer())
    stop = threading.Event()

    def listen() -> None:
        sys.stdin.readline()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    archive.worker.run(stop)
    archive.close()


if __name__ == "__main__":
    main()
