"""What a process remembers of broad answers while the index stays at one commit.

A word that nearly every section has takes long to count each time it is asked, and it is asked again and again; a
rare one does not. So only answers about many documents are kept, the least recently used go first, and a new commit
begins with an empty memory: what is remembered is never older than the index.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

BROAD = 1_000  # documents from which on an answer is worth a place
PLACES = 512

T = TypeVar("T")


class Memory:
    """Answers by question, safe for threads; two that ask the same at once may both compute it."""

    def __init__(self, broad: int = BROAD, places: int = PLACES) -> None:
        self._broad, self._places = broad, places
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, object] = OrderedDict()

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._kept.clear()

    def recall(self, question: Hashable, find: Callable[[], T], breadth: Callable[[T], int]) -> T:
        """The answer kept for a question, or what `find` answers; `breadth` tells how many documents it is about."""
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
                return self._kept[question]  # type: ignore[return-value]  # put below under the same question
        answer = find()
        if breadth(answer) >= self._broad:
            with self._lock:
                self._kept[question] = answer
                if len(self._kept) > self._places:
                    self._kept.popitem(last=False)
        return answer
