"""People's words on values, laid over a reading. Pure functions."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archive.errors import InvalidValue
from archive.forms import Kind, load_form
from archive.records import Edition, Finding, Observation, Status

IN_DOUBT = frozenset({Status.DOUBTFUL, Status.MISSING, Status.PROPOSED})

# Words on a report's own fields, its sections and its findings, apart from metrics, whose ids never begin so.
FIELD = "report."
EDITION = FIELD + "edition"
SECTION = FIELD + "section."
TABLE = FIELD + "table."
FINDING = "finding."


def corrected(observation: Observation, value: str | None) -> Observation:
    """The observation with a person's value; the place, the raw text and the readers' views stay as evidence."""
    return observation.model_copy(
        update={"value": value, "status": Status.CORRECTED, "confidence": None, "candidates": (), "reason": None}
    )


def apply(observations: Sequence[Observation], words: Mapping[str, str | None]) -> tuple[Observation, ...]:
    """All observations, those that people spoke of with their value; a word outside the form is left out."""
    return tuple(
        corrected(observation, words[observation.metric]) if observation.metric in words else observation
        for observation in observations
    )


def metric_words(words: Mapping[str, Any]) -> dict[str, str | None]:
    """Of all words those on metrics."""
    return {field: after for field, after in words.items() if is_metric(field)}


def is_metric(field: str) -> bool:
    """Whether a word on this field is one on a value."""
    return not field.startswith((FIELD, FINDING))


def answered(findings: Iterable[Finding], words: Mapping[str, Any]) -> frozenset[str]:
    """The relations whose breaking a person looked at and called the office's own, as the finding stands."""
    return frozenset(one.relation for one in findings if words.get(FINDING + one.relation) == one.message)


def settled(findings: Sequence[Finding], words: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The findings, those that a person called the office's own as such."""
    theirs = answered(findings, words)
    return tuple(one.model_copy(update={"likely": "document"}) if one.relation in theirs else one for one in findings)


def doubtful_metrics(observations: Sequence[Observation]) -> list[str]:
    """The metrics that need a person, in the form's order."""
    return [observation.metric for observation in observations if observation.status in IN_DOUBT]


# What a person may type for each kind of metric; the forms ask for amounts with four decimals.
_TYPED: dict[Kind, re.Pattern[str]] = {
    "count": re.compile(r"\d{1,15}"),
    "signed": re.compile(r"[+-]?\d{1,15}"),
    "amount": re.compile(r"\d{1,15}(\.\d{1,6})?"),
}


def typed_value(edition: Edition, metric: str, typed: str | None) -> str | None:
    """A typed value as it is kept (full-width digits become plain, blanks and thousands commas go).

    Raises `InvalidValue` for what the metric cannot be, so that a slip of the hand is told at once.
    """
    if typed is None or not typed.strip():
        return None
    kind = (
        next((one.kind for one in load_form(edition).metrics if one.id == metric), None) if edition != "none" else None
    )
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", typed))
    if kind is None or not _TYPED[kind].fullmatch(plain):
        raise InvalidValue(f"{metric} cannot be {typed}.", "Type a number as the form asks for it, or nothing.")
    return _without_padding(plain)


def _without_padding(plain: str) -> str:
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain.removeprefix("+"))
    whole, dot, rest = digits.partition(".")
    number = (whole.lstrip("0") or "0") + dot + rest
    return number if number == "0" else sign + number
