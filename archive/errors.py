"""Errors that carry the facts and the remedy; caught by type, shown to people as they are."""


class DanganError(Exception):
    """Base of all errors of this project; `exit_code` is what the command line returns for it."""

    exit_code = 1

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(f"{reason} {remedy}".strip())
        self.reason = reason
        self.remedy = remedy

    @property
    def bare_reason(self) -> str:
        """The reason without the name of a file before it, for rows that have it in a column of its own."""
        return self.reason


class OfFile(DanganError):
    """What is wrong with one file; its reason begins with the file's name."""

    def __init__(self, filename: str, reason: str, remedy: str) -> None:
        super().__init__(f"{filename}: {reason}", remedy)
        self.filename = filename

    @property
    def bare_reason(self) -> str:
        return self.reason.removeprefix(f"{self.filename}: ")


class RefusedFile(OfFile):
    """A file that the archive does not take; nothing of it is kept as a report."""


class ReadingFailed(OfFile):
    """A file was received but could not be read: the document stays, its job is marked failed."""


class EngineMissing(DanganError):
    """A recognition engine, a model or a system program is not installed."""


class StorageFailed(DanganError):
    """Files could not be written to or read from the store."""


class BlobMissing(StorageFailed):
    """The store holds no blob under this key."""


class IndexUnavailable(DanganError):
    """The search engine does not answer or refused a write; records are not affected."""


class WriteRefused(IndexUnavailable):
    """The search engine answers, and refused this one write however often it was tried; others may do."""


class InvalidQuery(DanganError):
    """A query or a filter that cannot be understood.

    `template` are reason and remedy with places for the facts, as `%(name)s`, so that they can be translated.
    """

    def __init__(self, reason: str, remedy: str = "", **facts: object) -> None:
        super().__init__(*(text % facts if facts else text for text in (reason, remedy)))
        self.template = (reason, remedy)
        self.facts = facts


class InvalidValue(DanganError):
    """A value that a metric or a field cannot take; nothing was changed."""


class NotFound(DanganError):
    """No report, office, document or version under this name."""


class Conflict(DanganError):
    """Somebody else changed the same thing first; nothing was overwritten."""


class TooMany(DanganError):
    """More than one person asks, or more than people can look at."""


class SettingsInvalid(DanganError):
    """A setting has an impossible value."""

    exit_code = 2
