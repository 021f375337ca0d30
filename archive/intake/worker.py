"""The worker: runs the jobs of the queue, resumes what dead workers left, catches up with the index."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

from sqlalchemy import select

from archive.db.tables import documents, jobs
from archive.errors import DanganError
from archive.ground import Ground, refresh_statistics
from archive.indexing import behind, bring_all
from archive.intake import slots, states
from archive.intake.crew import Crew
from archive.intake.steps import Failure, mark
from archive.views import Progress

log = logging.getLogger(__name__)

# How often this process wakes.
_TICK_S = 0.25

# Sampled in about a tenth of a second; the plans of queries hang on orders of magnitude only.
_REFRESH_EVERY_S = 900.0

# A chunk of pages on a slow machine; whoever stops a worker and waits less may kill it, nothing is lost.
_STOP_WITHIN_S = 60.0


class Worker:
    """Reads documents in this process. DBOS is global to a process, so one runs at a time."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._crew = Crew()

    def alive(self) -> int:
        """How many workers live, on any machine."""
        return slots.living(self._ground)

    def run(self, stop: threading.Event | None = None) -> None:
        """Work until told to stop; raises `Conflict` where the slot of the settings is taken."""
        stop = stop or threading.Event()
        with self._working() as tick:
            while not stop.is_set():
                tick()
                stop.wait(_TICK_S)

    def run_until_idle(self, progress: Callable[[Progress], None] | None = None) -> None:
        """Work until no document waits or is being read, whoever reads it.

        `progress` is told about four times a second.
        """
        with self._working() as tick:
            while True:
                tick()
                with self._ground.reading() as connection:
                    found = states.progress(connection)
                if progress is not None:
                    progress(found)
                if found.queued + found.reading + self._crew.running == 0:
                    return
                time.sleep(_TICK_S)

    @contextmanager
    def _working(self) -> Iterator[Callable[[], None]]:
        workflow = _workflow()
        slot = slots.claim(self._ground, self._ground.settings.slot)
        self._crew = Crew()
        try:
            workflow.launch(self._ground, slot, self._crew)
            yield _Ticks(self._ground, slot).tick
        finally:
            if not self._crew.halt(_STOP_WITHIN_S):
                log.warning("a step still runs; its document goes on at the next start")
            workflow.shut_down()
            slots.leave(self._ground, slot)


class _Ticks:
    """What a worker does beside its jobs, each at its own pace."""

    def __init__(self, ground: Ground, slot: str) -> None:
        self._ground = ground
        self._slot = slot
        self._beaten = time.monotonic()
        self._refresh_after = 0.0

    def tick(self) -> None:
        """Never raises for a part of the archive that is away for a while."""
        if time.monotonic() - self._beaten < slots.BEAT_EVERY_S:
            return
        self._beaten = time.monotonic()
        try:
            slots.beat(self._ground, self._slot)
            self._take_over()
            set_aside(self._ground)
            catch_up(self._ground)
            self._refresh_statistics()
        except DanganError as error:
            log.warning("%s", error)
        except Exception:  # a worker must outlive whatever is wrong with one part for a while
            log.exception("looking after the archive failed; the jobs go on")

    def _refresh_statistics(self) -> None:
        if time.monotonic() > self._refresh_after:
            self._refresh_after = time.monotonic() + _REFRESH_EVERY_S
            refresh_statistics(self._ground)

    def _take_over(self) -> None:
        dead = slots.take_over_dead(self._ground, self._slot)
        if dead:
            _workflow().adopt(dead)


def _workflow() -> ModuleType:
    """The job engine's side, imported when work begins: it takes a second, and most commands only read."""
    from archive.intake import workflow

    return workflow


def set_aside(ground: Ground) -> int:
    """Mark documents whose jobs will not go on by themselves; returns how many."""
    with ground.reading() as connection:
        rows = connection.execute(
            select(jobs.c.id, jobs.c.document_key)
            .join(documents, documents.c.job_id == jobs.c.id)
            .where(jobs.c.state == "reading")
        ).all()
    if not rows:
        return 0
    ended = _workflow().ended([row.id for row in rows])
    with ground.writing() as connection:
        for row in rows:
            if row.id in ended:
                mark(connection, row.id, row.document_key, ended[row.id], _failure(ended[row.id]))
    return len(ended)


def catch_up(ground: Ground) -> int:
    """Bring reports to the index that it does not hold as they are; returns how many."""
    return bring_all(ground, behind(ground))


def _failure(state: str) -> Failure:
    if state == "set_aside":
        return Failure(
            "Reading this document brought the worker down several times; it was set aside.",
            "Look at the file, then read it again.",
        )
    return Failure("Reading ended with an error.", "See the worker's log, then read it again.")
