"""What the summary's pages show. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from archive.desk.publishing import Draft, Obstacle
from archive.records import Status
from archive.views import CorrectionRow
from web.ui import doubts, words
from web.ui.language import gettext as _


@dataclass(frozen=True)
class Drafts:
    """The drafts that are meant: how many the rule opens, and the others by what holds them back."""

    ready: int
    held: int
    by_obstacle: tuple[tuple[Obstacle, int], ...]
    shown: tuple[Draft, ...]


def drafts(found: Iterable[Draft], most: int) -> Drafts:
    """Count all, keep some of those held back."""
    ready = held = 0
    counted: Counter[Obstacle] = Counter()
    shown: list[Draft] = []
    for draft in found:
        counted.update(draft.obstacles)
        if draft.obstacles:
            held += 1
            shown += [draft] if len(shown) < most else []
        else:
            ready += 1
    return Drafts(ready, held, tuple(counted.most_common()), tuple(shown))


def obstacle(of: Obstacle) -> str:
    """What holds a report back, in words."""
    names: dict[Obstacle, str] = {
        "not_read": _("was not read"),
        "no_office": _("its office is not known"),
        "no_year": _("its year is not known"),
        "no_form": _("its form was not recognised"),
        "broken": _("a sum does not add up and nobody has answered it"),
        "doubts": _("has values in doubt"),
        "questions": _("a value was reported as wrong"),
        "pending": _("a correction waits for a second person"),
    }
    return names[of]


def scan(source: str) -> str:
    """Where the words of a document come from."""
    return _("text and scanned pages mixed") if source == "mixed" else words.page_source(source)


def doubt_status(status: str) -> str:
    """One kind of what needs a person."""
    return _("reported as wrong") if status == "questioned" else words.status_name(Status(status))


def doubt_reason(reason: str) -> str:
    """Why values are in doubt: what the reader noted, or only how they stand."""
    return words.status_name(Status(reason)) if reason in set(Status) else doubts.kind(reason)


def share(part: int, whole: int) -> str:
    """A part as a percentage; a dash where there is no whole."""
    return f"{100 * part / whole:.2f}{words.percent_sign()}" if whole else "—"


def others(pending: Iterable[CorrectionRow], user: str) -> frozenset[int]:
    """The pending words that this user may confirm: those of other people."""
    return frozenset(word.id for word in pending if word.user != user)
