"""A pipe between a parent process and its children: when the parent is gone, however it ended, the children end too."""

import os
import signal
import threading

VARIABLE = "DANGAN_LIFELINE"
"""Where a child finds the number of its end of the pipe."""


class Lifeline:
    """The parent's end, held open as long as the parent lives; `end` is what children inherit."""

    def __init__(self) -> None:
        self.end, self._held = os.pipe()

    def environment(self) -> dict[str, str]:
        """What a child needs to know."""
        return {VARIABLE: str(self.end)}


def hold_on() -> None:
    """In a child: end this process by SIGTERM when the parent's end closes. Nothing where there is no parent to watch."""
    end = os.environ.pop(VARIABLE, None)
    if end is not None:
        threading.Thread(target=_watch, args=(int(end),), daemon=True).start()


def _watch(end: int) -> None:
    while os.read(end, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
