"""The folder of a tantivy index: generations beside each other, one of them live, and who may write.

live.json      names the live generation and the schema it was made for; replaced by renaming
next.json      the same of a generation that a rebuild is filling
journal.jsonl  while a rebuild runs: what was written to the live generation since it began
*.lock         held (fcntl) by the one writer, by the one rebuild; a killed process lets go
"""

import fcntl
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from archive.errors import IndexUnavailable

PATIENCE = 60.0  # seconds that a writer waits for another: a commit takes far less than one


State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Generation:
    """One index: its folder and the mark of its schema."""

    folder: Path
    mark: str


@dataclass(frozen=True, slots=True)
class Storage:
    """The folder that holds all of an index."""

    root: Path

    @property
    def pointer(self) -> Path:
        """The file that names the live generation."""
        return self.root / "live.json"

    @property
    def journal(self) -> Path:
        return self.root / "journal.jsonl"

    def live(self) -> Generation | None:
        """The generation that answers queries, None where there is none yet."""
        return self._named("live.json")

    def upcoming(self) -> Generation | None:
        """The generation that a rebuild is filling or has left unfinished."""
        return self._named("next.json")

    def create(self, mark: str) -> Generation:
        """A new empty folder for a generation, not yet live."""
        folder = self.root / f"index-{uuid.uuid4().hex[:12]}"
        folder.mkdir(parents=True)
        return Generation(folder, mark)

    def announce(self, generation: Generation) -> None:
        """Note a generation as the upcoming one, so that an interrupted rebuild can go on."""
        self._name("next.json", generation)

    def begin(self, generation: Generation) -> None:
        """Make a generation the live one where there was none; the one that a rebuild may be filling stays."""
        self._name("live.json", generation)

    def publish(self, generation: Generation) -> None:
        """Make a generation the live one and drop all others; readers that have these open keep them until they
        reload.
        """
        self._name("live.json", generation)
        (self.root / "next.json").unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)
        self.sweep()

    def sweep(self) -> None:
        """Remove folders that no pointer names."""
        kept = {named.folder for named in (self.live(), self.upcoming()) if named}
        for folder in self.root.glob("index-*"):
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def rebuilding(self) -> bool:
        """Whether a rebuild is alive: the journal of one that was killed is nobody's."""
        try:
            with self.locked("rebuild", patience=0):
                return False
        except IndexUnavailable:
            return True

    @contextmanager
    def locked(self, name: str, patience: float = PATIENCE) -> Iterator[None]:
        """Hold the lock `name` (`writer`, `rebuild`); raises `IndexUnavailable` when another keeps it beyond
        `patience`.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / f"{name}.lock").open("a") as file:
            _acquire(file.fileno(), name, time.monotonic() + patience)
            yield

    def _named(self, pointer: str) -> Generation | None:
        try:
            named = json.loads((self.root / pointer).read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        generation = Generation(self.root / named["folder"], named["mark"])
        return generation if (generation.folder / "meta.json").exists() else None

    def _name(self, pointer: str, generation: Generation) -> None:
        draft = self.root / f"{pointer}.draft"
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"folder": generation.folder.name, "mark": generation.mark}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / pointer)
        _sync(self.root)


def read_ahead(folder: Path, room: int | None = None) -> int:
    """Ask the system to have an index in its memory before it is asked for: each word that is looked for the first time
    is otherwise read from the disk, which takes ten times as long as the answer. Returns the bytes that it asked for:
    none where the index would take more than half of the machine's memory (or `room`), or where a system has no such
    call. Files that a merge or a swap removes meanwhile are passed over.
    """
    files, size = [], 0
    with suppress(OSError):
        for file in folder.iterdir():
            size += file.stat().st_size
            files.append(file)
    if room is None:
        room = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    if size > room or not hasattr(os, "posix_fadvise"):
        return 0
    for file in files:
        with suppress(OSError), file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
    return size


def state(file: Path) -> State | None:
    """What changes when a file is replaced, None where there is none."""
    try:
        found = os.stat(file)  # noqa: PTH116 - asked at every query
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _acquire(descriptor: int, name: str, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise IndexUnavailable(
                    f"Another process holds the {name} lock of the search index.", "Try again when it has ended."
                ) from None
            time.sleep(0.02)
        else:
            return


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
