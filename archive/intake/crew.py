"""The jobs that run in this process: counted, and told to stop between two steps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


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
