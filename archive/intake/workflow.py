"""The job that reads a document, as a durable DBOS workflow: after a crash it goes on where it was."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from dbos import DBOS, SQLAlchemyDatasource
from sqlalchemy import Connection

from archive.ground import READ_WORKFLOW, Ground
from archive.intake import steps
from archive.intake.steps import Failure, Task

R = TypeVar("R")

# A document that brings the worker down is tried this often again, then set aside.
MAX_RECOVERIES = 4

# A store or a database may be away for a while: 1, 2, 4 ... seconds apart, about two minutes in all.
_RETRIES: dict[str, Any] = {"retries_allowed": True, "max_attempts": 8, "interval_seconds": 1.0, "backoff_rate": 2.0}


class Halted(BaseException):
    """The worker is stopping: the workflow is left where it is, without an outcome, and goes on at the next start."""


class Crew:
    """The jobs running in this process: counted, and told to stop between two steps."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._running = 0

    @property
    def running(self) -> int:
        """How many jobs run."""
        return self._running

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count a job; raises `Halted` once the worker is stopping."""
        self.check()
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def check(self) -> None:
        """Between two steps."""
        if self._stop.is_set():
            raise Halted

    def halt(self, timeout_s: float) -> bool:
        """Stop every job after its step; True if all stopped in time."""
        self._stop.set()
        with self._changed:
            return self._changed.wait_for(lambda: self._running == 0, timeout_s)

    def _count(self, change: int) -> None:
        with self._changed:
            self._running += change
            self._changed.notify_all()


class ReadingJob:
    """Reads one document: its pages in chunks, its reports, their records, the index.

    Small steps keep their results in the store and only counts and ids in their checkpoints.
    """

    def __init__(self, ground: Ground, datasource: SQLAlchemyDatasource, crew: Crew) -> None:
        self._crew = crew
        self._ground = ground
        self._datasource = datasource
        self._read_chunk = DBOS.step(name="read_chunk", **_RETRIES)(steps.read_chunk)
        self._assemble = DBOS.step(name="assemble", **_RETRIES)(steps.assemble)
        self._index = DBOS.step(name="index", **_RETRIES)(steps.index)
        self._clean_up = DBOS.step(name="clean_up")(steps.clean_up)

    def run(self, document: int, job_id: str) -> str:
        """The whole job; returns the state in which it ended."""
        with self._crew.at_work():
            return self._run(document, job_id)

    def _run(self, document: int, job_id: str) -> str:
        task = self._transact("begin", lambda connection: steps.begin(connection, self._ground, document, job_id))
        try:
            failure = self._read(task)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is shown with the document
            failure = Failure(f"Reading failed: {error}", "Read it again when the cause is gone.")
        if failure is not None:
            self._transact("fail", lambda connection: steps.fail(connection, task, failure))
        self._clean_up(self._ground, task.sha256)
        return "read" if failure is None else "failed"

    def _read(self, task: Task) -> Failure | None:
        size = self._ground.settings.chunk_pages
        for first in range(1, task.pages + 1, size):
            self._crew.check()
            failure = self._read_chunk(self._ground, task, first, min(first + size - 1, task.pages))
            if failure is not None:
                return failure
        self._crew.check()
        count, failure = self._assemble(self._ground, task)
        if failure is not None:
            return failure
        self._crew.check()
        stored = steps.load_stored(self._ground, task, count)
        ids = self._transact("record", lambda connection: steps.finish(connection, self._ground, task, stored))
        self._index(self._ground, ids)
        return None

    def _transact(self, name: str, action: Callable[[Connection], R]) -> R:
        """A step whose effect and checkpoint are written in one transaction, so that it happens once."""

        def within() -> R:
            return action(self._datasource.sql_session().connection())

        # PostgreSQL: the lock that the write engine takes makes a stricter level needless (see db.engines).
        strict = self._ground.engines.write.dialect.name == "sqlite"
        level: Any = "SERIALIZABLE" if strict else "READ COMMITTED"
        return self._datasource.run_tx_step({"name": name, "isolation_level": level}, within)


def register(ground: Ground, datasource: SQLAlchemyDatasource, crew: Crew) -> None:
    """Make the workflow known to DBOS, with its real parts."""
    job = ReadingJob(ground, datasource, crew)

    @DBOS.workflow(name=READ_WORKFLOW, max_recovery_attempts=MAX_RECOVERIES)
    def read_document(document: int, job_id: str) -> str:
        return job.run(document, job_id)
