"""What the record says of a proposal, in words, and of choices that remain."""

from collections.abc import Sequence

from archive.records import Observation, Status
from archive.relations import Relation
from archive.repair.judging import Verdict

_MOST = 9
"""Choices that a person is offered; more tell nothing."""


def proposed(observation: Observation, verdict: Verdict) -> Observation:
    """The observation with the value that the relations ask for; what was read stays in `raw` and `readings`."""
    value = str(verdict.values[0])
    return observation.model_copy(
        update={
            "value": value,
            "status": Status.PROPOSED,
            "candidates": _candidates(observation, verdict),
            "reason": _reason(observation, verdict, value),
        }
    )


def offered(observation: Observation, verdict: Verdict) -> Observation:
    """The observation, its doubt kept, with the values that would make the relations hold among its candidates."""
    if not verdict.values:
        return observation
    return observation.model_copy(update={"candidates": _candidates(observation, verdict)})


def _candidates(observation: Observation, verdict: Verdict) -> tuple[str, ...]:
    first = () if observation.value is None else (observation.value,)
    values = [str(value) for value in verdict.values[:_MOST]]
    return tuple(dict.fromkeys((*values, *first, *observation.candidates)))


def _reason(observation: Observation, verdict: Verdict, value: str) -> str:
    read = "原处未识读到" if observation.status is Status.MISSING else f"识读为“{observation.raw or ''}”"
    also = "，另有识读与此一致" if verdict.seen else ""
    by = "；".join(_named(verdict.by))
    return f"建议值{value}：{read}{also}，改后勾稽关系成立" + (f"（{by}）" if by else "")


def _named(relations: Sequence[Relation]) -> list[str]:
    return list(dict.fromkeys(relation.words for relation in relations))
