"""The job that reads a document, as a durable DBOS workflow: after a crash it goes on where it was."""

from collections.abc import Callable
from typing import Any, TypeVar

from dbos import DBOS, SQLAlchemyDatasource
from sqlalchemy import Connection

from archive.ground import READ_WORKFLOW, Ground
from archive.intake import steps
from archive.intake.steps import Failure, Task

R = TypeVar("R")

# A document that brings the worker down is tried this often again, then set aside.
MAX_RECOVERIES = 3

# A store or a database may be away for a while: 1, 2, 4 ... seconds apart, about two minutes in all.
_RETRIES: dict[str, Any] = {"retries_allowed": True, "max_attempts": 8, "interval_seconds": 1.0, "backoff_rate": 2.0}


class ReadingJob:
    """Reads one document: its pages in chunks, its reports, their records, the index.

    Small steps keep their results in the store and only counts and ids in their checkpoints.
    """

    def __init__(self, ground: Ground, datasource: SQLAlchemyDatasource) -> None:
        self._ground = ground
        self._datasource = datasource
        self._read_chunk = DBOS.step(name="read_chunk", **_RETRIES)(steps.read_chunk)
        self._assemble = DBOS.step(name="assemble", **_RETRIES)(steps.assemble)
        self._index = DBOS.step(name="index", **_RETRIES)(steps.index)
        self._clean_up = DBOS.step(name="clean_up")(steps.clean_up)

    def run(self, document: int, job_id: str) -> str:
        """The whole job; returns the state in which it ended."""
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
            failure = self._read_chunk(self._ground, task, first, min(first + size - 1, task.pages))
            if failure is not None:
                return failure
        count, failure = self._assemble(self._ground, task)
        if failure is not None:
            return failure
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


def register(ground: Ground, datasource: SQLAlchemyDatasource) -> None:
    """Make the workflow known to DBOS, with its real parts."""
    job = ReadingJob(ground, datasource)

    @DBOS.workflow(name=READ_WORKFLOW, max_recovery_attempts=MAX_RECOVERIES)
    def read_document(document: int, job_id: str) -> str:
        return job.run(document, job_id)
