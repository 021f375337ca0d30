"""The goals of the search, and what was measured."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, field

Compare = Callable[[float, float], bool]


@dataclass(slots=True)
class Goals:
    """Measurements held against goals, in the order in which they were made."""

    rows: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def at_most(self, what: str, measured: float, goal: float, unit: str) -> None:
        """A figure that is to be small."""
        self._add(what, measured, f"at most {goal:,g} {unit}", unit, met=operator.le(measured, goal))

    def at_least(self, what: str, measured: float, goal: float, unit: str) -> None:
        """A figure that is to be large."""
        self._add(what, measured, f"at least {goal:,g} {unit}", unit, met=operator.ge(measured, goal))

    def _add(self, what: str, measured: float, goal: str, unit: str, *, met: bool) -> None:
        self.rows.append((what, f"{measured:,.1f} {unit}", goal, met))

    def print(self) -> None:
        """A table in Markdown."""
        print("\n## Goals\n\n| what | measured | goal | |\n|---|---|---|---|")
        for what, measured, goal, met in self.rows:
            print(f"| {what} | {measured} | {goal} | {'met' if met else 'missed'} |", flush=True)
