"""What the hints share: values that may be counted on, and findings that never blame the office."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from archive.records import Edition, Finding, Observation, Status

SURE = frozenset({Status.CERTAIN, Status.CORRECTED, Status.NOT_STATED})
CHANNELS = ("via_gazette", "via_website", "via_microblog", "via_wechat", "via_other")


def sure_values(observations: Iterable[Observation]) -> dict[str, Decimal | None]:
    """The values that nobody doubts; None where the cell states nothing. Anything else is left out."""
    return {o.metric: None if o.value is None else Decimal(o.value) for o in observations if o.status in SURE}


def hint(relation: str, metrics: Sequence[str], message: str) -> Finding:
    """A finding between sure values: it is what the documents say, whoever is right."""
    return Finding(relation=relation, grade="hint", metrics=tuple(metrics), message=message, likely="document")


def check_channels(edition: Edition, values: Mapping[str, Decimal | None]) -> tuple[Finding, ...]:
    """2014: the largest channel <= 主动公开政府信息数 <= the sum of channels; silent unless all are sure and stated."""
    metrics = ("statistics.disclosed_items", *(f"statistics.{channel}" for channel in CHANNELS))
    if edition != "2014" or any(metric not in values for metric in metrics):
        return ()
    total = values[metrics[0]]
    channels = [value for metric in metrics[1:] if (value := values[metric]) is not None]
    if total is None or not channels or max(channels) <= total <= sum(channels):
        return ()
    side = (
        f"少于最多的一种渠道（{max(channels)}条）" if total < max(channels) else f"多于各渠道之和（{sum(channels)}条）"
    )
    return (hint("channels", metrics, f"主动公开政府信息数（{total}条）{side}"),)
