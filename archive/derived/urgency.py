"""Which doubts come first: the figures that people ask for before all others (totals, received, carried). Pure."""

import re

FIRST, SECOND, REST = 0, 1, 2

_FIRST = re.compile(
    r"requests\.(received|carried_in|processed|carried_out)\.total"
    r"|(reconsideration|litigation_direct|litigation_after_review)\.total"
    r"|statistics\.(disclosed_items|applications_received|applications_concluded|applications_answered)"
    r"|statistics\.(reconsiderations|lawsuits)"
)
_SECOND = re.compile(r"requests\.(received|carried_in|processed|carried_out)\.\w+|requests\.\w+\.total")


def urgency(metric: str) -> int:
    """0 for the main metrics, 1 for what they are made of and the other totals, 2 for the rest."""
    if _FIRST.fullmatch(metric):
        return FIRST
    return SECOND if _SECOND.fullmatch(metric) else REST
