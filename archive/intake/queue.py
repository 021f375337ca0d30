"""Putting jobs into the queue of DBOS, as part of the transaction that makes them necessary."""

import threading
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from archive.db.engines import Engines
from archive.ground import APPLICATION, APPLICATION_VERSION, QUEUE, READ_WORKFLOW

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions


class JobQueue:
    """A client of the job engine, made on first use: most commands only read, and its import takes a second."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._lock = threading.Lock()
        self._client: DBOSClient | None = None

    def ready(self) -> "DBOSClient":
        """Prepare the engine's tables; to be called before a transaction that adds a job, for it writes itself."""
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def add(self, connection: Connection, job_id: str, document: int) -> None:
        """A job that reads a document, visible with the commit of the caller's transaction."""
        client = self.ready()
        options: EnqueueOptions = {
            "workflow_name": READ_WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": job_id,
            "app_version": APPLICATION_VERSION,
            "application_name": APPLICATION,
        }
        client.enqueue_in_transaction(connection, options, document, job_id)

    def close(self) -> None:
        """Let go of the engine's connections."""
        with self._lock:
            if self._client is not None:
                self._client.destroy()
                self._client = None

    def _connect(self) -> "DBOSClient":
        from dbos import DBOSClient

        from archive.db.migrate import migrate_jobs

        migrate_jobs(self._engines)
        return DBOSClient(system_database_url=self._engines.address, application_name=APPLICATION)
