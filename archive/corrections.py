"""People's words on values, laid over a reading. Pure functions."""

from collections.abc import Mapping, Sequence

from archive.records import Observation, Status

IN_DOUBT = frozenset({Status.DOUBTFUL, Status.MISSING, Status.PROPOSED})

# Corrections of a report's own fields, apart from metrics, whose ids never begin so.
FIELD = "report."


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


def doubtful_metrics(observations: Sequence[Observation]) -> list[str]:
    """The metrics that need a person, in the form's order."""
    return [observation.metric for observation in observations if observation.status in IN_DOUBT]
