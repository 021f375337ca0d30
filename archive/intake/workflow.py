"""The job that reads a document, as a durable DBOS workflow: after a crash it goes on where it was."""

from collections.abc import Callable
from typing import Any, TypeVar

from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource
from sqlalchemy import Connection

from archive.db.migrate import migrate_jobs
from archive.ground import APPLICATION, APPLICATION_VERSION, QUEUE, READ_WORKFLOW, Ground
from archive.intake import steps
from archive.intake.crew import Crew
from archive.intake.steps import Failure, Task

R = TypeVar("R")

# A document that brings the worker down is tried this often again, then set aside.
MAX_RECOVERIES = 4

# How often the queue is looked at.
_POLL_S = 0.5

# What DBOS calls a workflow that will not go on by itself.
_ENDED = {"MAX_RECOVERY_ATTEMPTS_EXCEEDED": "set_aside", "ERROR": "failed", "CANCELLED": "failed"}

# A store or a database may be away for a while: 1, 2, 4 ... seconds apart, about two minutes in all.
_RETRIES: dict[str, Any] = {"retries_allowed": True, "max_attempts": 8, "interval_seconds": 1.0, "backoff_rate": 2.0}


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


def launch(ground: Ground, slot: str, crew: Crew) -> None:
    """Start DBOS in this process under a slot's name: it resumes what that slot left and takes jobs from the queue."""
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": ground.engines.address,
        "executor_id": slot,
        "application_version": APPLICATION_VERSION,
        "log_level": "WARNING",
        "enable_otlp": False,
    }
    migrate_jobs(ground.engines)  # a worker may be the first to come, before any document
    DBOS(config=config)
    datasource = SQLAlchemyDatasource.create(ground.engines.address, engine=ground.engines.write, run_migrations=False)
    job = ReadingJob(ground, datasource, crew)

    @DBOS.workflow(name=READ_WORKFLOW, max_recovery_attempts=MAX_RECOVERIES)
    def read_document(document: int, job_id: str) -> str:
        return job.run(document, job_id)

    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=ground.settings.concurrency, polling_interval_sec=_POLL_S)


def shut_down() -> None:
    """Stop DBOS in this process; running jobs must have halted."""
    DBOS.destroy(destroy_registry=True)


def adopt(slots: list[str]) -> None:
    """Go on with the work that these slots left."""
    # The only way that keeps count of recoveries, by which poison is found out.
    DBOS._recover_pending_workflows(slots)  # noqa: SLF001


def ended(job_ids: list[str]) -> dict[str, str]:
    """Of these jobs those that will not go on by themselves, each as `failed` or `set_aside`."""
    found = DBOS.list_workflows(workflow_ids=job_ids, load_input=False, load_output=False)
    return {one.workflow_id: _ENDED[one.status] for one in found if one.status in _ENDED}
