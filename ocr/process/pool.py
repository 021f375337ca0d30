"""Long-lived child processes that read pages: started when needed, replaced when they crash, hang or grow."""

import atexit
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from archive.errors import DanganError, EngineMissing, ReadingFailed, RefusedFile
from ocr.process.channel import ChannelBroken, ChannelTimeout, Message, receive, send
from ocr.process.limits import Limits

ROOT = Path(__file__).resolve().parents[2]
ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
"""A child computes in one thread: those of numpy's products wait for one another by spinning, where a product is a few milliseconds."""


class ChildLost(DanganError):
    """A child process died; `reason` says how. Another try may help."""


class ChildSlow(ChildLost):
    """A child process did not answer in time; another try would take as long."""


class Child:
    """One child process. Not to be shared between threads."""

    def __init__(self, engine: str, limits: Limits) -> None:
        self._limits = limits
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ocr.child", engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # so that a child's own children die with it
        )

    def run(self, job: Message) -> Iterator[tuple[Message, bytes]]:
        """Send a job and yield its answers until it is done; raises `ChildLost` and what the child itself reports."""
        try:
            send(self._stream("stdin"), job)
            while True:
                message, data = receive(self._stream("stdout"), self._limits.wall)
                if message["kind"] == "error":
                    raise_reported(message)
                if message["kind"] == "done":
                    if message["retire"]:
                        self.kill()
                    return
                yield message, data
        except ChannelTimeout as error:
            self.kill()
            raise ChildSlow(f"it took longer than {self._limits.wall:.0f} seconds.") from error
        except ChannelBroken as error:
            self.kill()
            raise ChildLost("the process that read it crashed or reached its limits.") from error

    @property
    def alive(self) -> bool:
        """Whether it can take another job."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process and all that it started; harmless when it is gone."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()

    def _stream(self, name: str) -> int:
        number: int = getattr(self._process, name).fileno()
        return number


class Pool:
    """At most `size` children with one engine; safe to use from several threads."""

    def __init__(self, engine: str, size: int = 1, limits: Limits | None = None) -> None:
        self._engine, self.size = engine, size
        self._limits = limits or Limits()
        self._idle: queue.LifoQueue[Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._idle.put(None)
        self._all: set[Child] = set()
        self._lock = threading.Lock()
        atexit.register(self.close)

    @contextmanager
    def child(self) -> Iterator[Child]:
        """Lend a child, started if need be; waits while all are busy. A child that grew or died is not kept."""
        lent = self._idle.get()
        try:
            if lent is None or not lent.alive:
                lent = Child(self._engine, self._limits)
                with self._lock:
                    self._all.add(lent)
            yield lent
        except DanganError as error:
            if isinstance(error, ChildLost):
                self._drop(lent)
            raise
        except BaseException:
            self._drop(lent)  # it may be in the middle of an answer
            raise
        finally:
            self._idle.put(lent)

    def ask(self, job: Message) -> tuple[Message, bytes]:
        """Run a job that has one answer; raises as `Child.run`."""
        with self.child() as child:
            (answer,) = child.run(job)
            return answer

    def _drop(self, child: Child | None) -> None:
        if child is not None:
            child.kill()
            with self._lock:
                self._all.discard(child)

    def close(self) -> None:
        """End all children, busy or not."""
        with self._lock:
            children, self._all = list(self._all), set()
        for child in children:
            child.kill()


def raise_reported(message: Message) -> NoReturn:
    """Raise the error that a child reports."""
    facts: Any = message["filename"], message["reason"], message["remedy"]
    if message["error"] == "refused":
        raise RefusedFile(*facts)
    if message["error"] == "engine":
        raise EngineMissing(*facts[1:])
    raise ReadingFailed(*facts)
