"""How far a batch or a document is. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.views import BatchState, DocumentState

DONE = ("read", "failed", "set_aside")


@dataclass(frozen=True)
class Share:
    """Work done out of all work; `finished` when nothing is left to do."""

    done: int
    total: int

    @property
    def finished(self) -> bool:
        return self.done >= self.total

    @property
    def percent(self) -> int:
        return 100 if not self.total else 100 * self.done // self.total


def batch_share(counts: Mapping[str, int]) -> Share:
    """Documents done among a batch's documents."""
    return Share(sum(counts.get(state, 0) for state in DONE), sum(counts.values()))


def document_share(document: DocumentState) -> Share:
    """Pages done among a document's pages."""
    return Share(document.pages if document.state in DONE else document.pages_done, document.pages)


def progress_json(batch: BatchState, documents: Iterable[DocumentState]) -> dict[str, object]:
    """A batch's progress for the page's script."""
    share = batch_share(batch.counts)
    return {
        "done": share.done,
        "total": share.total,
        "finished": share.finished,
        "documents": [
            {
                "sha256": document.sha256,
                "state": document.state,
                "pages_done": document.pages_done,
                "pages": document.pages,
            }
            for document in documents
        ],
    }
