"""What a child process may use: memory, processor time, file sizes and waiting time, so that no file can harm more."""

import os
import resource
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` is address space in bytes (of which the models map, not use, a third), `processor` seconds a page."""

    memory: int = 6 << 30
    processor: int = 90
    wall: float = 120.0
    file_size: int = 1 << 30
    resident: int = 1200 << 20
    """A child that grew beyond this many bytes is replaced after its job."""


def confine(limits: Limits) -> None:
    """Set the limits of this process and of those it starts; cannot be undone."""
    _lower(resource.RLIMIT_AS, limits.memory)
    _lower(resource.RLIMIT_FSIZE, limits.file_size)
    _lower(resource.RLIMIT_CORE, 0)


def allow_processor_time(seconds: int) -> None:
    """From now on this process may compute for so long; then the system ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))


def resident_peak() -> int:
    """The most memory that this process has used, in bytes."""
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def die_with_parent(every: float = 2.0) -> None:
    """Watch the parent from a thread; end this process soon after it is gone, however it went."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _lower(kind: int, value: int) -> None:
    soft, hard = resource.getrlimit(kind)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (wanted, hard))
    except (ValueError, OSError):  # macOS does not take RLIMIT_AS
        resource.setrlimit(kind, (soft, hard))
