"""Worker slots: DBOS resumes a dead executor's work only under its own name, so names are few, fixed and claimed."""

import os
import socket
from datetime import timedelta

from sqlalchemy import Connection, Row, select

from archive.clock import now
from archive.db.tables import workers
from archive.errors import Conflict
from archive.ground import Ground

# A worker that has not been heard of for so long is dead, wherever it ran.
SILENT_FOR = timedelta(seconds=30)
BEAT_EVERY_S = 5.0


def claim(ground: Ground, wanted: str | None) -> str:
    """Take the first free slot (or the wanted one) for this process; raises `Conflict` if the wanted one is in use."""
    with ground.writing() as connection:
        rows = {row.slot: row for row in connection.execute(select(workers))}
        names = [wanted] if wanted else [f"worker-{number}" for number in range(1, len(rows) + 2)]
        for name in names:
            if name not in rows or _is_dead(rows[name]):
                _write(connection, name)
                return name
    raise Conflict(f"A worker named {wanted} is running already.", "Stop it or choose another name for this one.")


def beat(ground: Ground, slot: str) -> None:
    """Say that this process still lives."""
    with ground.writing() as connection:
        connection.execute(workers.update().where(workers.c.slot == slot).values(beat=now()))


def leave(ground: Ground, slot: str) -> None:
    """Give the slot back; unfinished work stays under its name for the next who claims it."""
    with ground.writing() as connection:
        mine = (workers.c.slot == slot, workers.c.pid == os.getpid(), workers.c.host == socket.gethostname())
        connection.execute(workers.delete().where(*mine))


def take_over_dead(ground: Ground, own: str) -> list[str]:
    """Strike dead workers off the list; returns their slots, whose work the caller must resume."""
    with ground.writing() as connection:
        rows = connection.execute(select(workers).where(workers.c.slot != own)).all()
        dead = [row.slot for row in rows if _is_dead(row)]
        connection.execute(workers.delete().where(workers.c.slot.in_(dead)))
    return dead


def living(ground: Ground) -> int:
    """How many workers are alive."""
    with ground.reading() as connection:
        return sum(not _is_dead(row) for row in connection.execute(select(workers)))


def _write(connection: Connection, slot: str) -> None:
    connection.execute(workers.delete().where(workers.c.slot == slot))
    connection.execute(
        workers.insert().values(slot=slot, host=socket.gethostname(), pid=os.getpid(), started=now(), beat=now())
    )


def _is_dead(row: Row[tuple[str]]) -> bool:
    """Silent for long, or a process of this machine that is gone; another process may have its number by now."""
    if now() - row.beat > SILENT_FOR:
        return True
    return row.host == socket.gethostname() and row.pid != os.getpid() and not _runs(row.pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
