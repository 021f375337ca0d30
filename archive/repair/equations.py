"""The form's relations over the cells in doubt: linear conditions with everything that stands added up. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from archive.records import Edition
from archive.relations import Relation, relations_of, sum_cells
from archive.repair.cells import Cell

_SIGN = {"sum": (1, -1), "balance": (1, -1), "least": (1, -1), "most": (-1, 1)}


@dataclass(frozen=True, slots=True)
class Equation:
    """The sum of factor x value over `factors` and `constant` is 0, or at least 0 where `sense` is ">=".

    Equations of one `family` share no cell, so that what each costs to mend adds up.
    """

    relation: Relation
    sense: Literal["=", ">="]
    factors: Mapping[str, int]
    constant: int

    @property
    def family(self) -> str:
        name = self.relation.id.rpartition(".")[0]
        return self.relation.id if name.startswith("statistics") else name

    def holds(self, residual: int) -> bool:
        """Whether a sum satisfies it."""
        return residual == 0 if self.sense == "=" else residual >= 0


def equations_of(edition: Edition, cells: Mapping[str, Cell], fixed: Mapping[str, int | None]) -> tuple[Equation, ...]:
    """All relations that can be held against values and have a cell in doubt.

    One whose sum cell is blank, or one of whose values the report does not have at all, is not checkable.
    """
    return tuple(
        equation
        for relation in relations_of(edition)
        if any(metric in cells for metric in relation.metrics)
        and (equation := _equation(relation, cells, fixed)) is not None
    )


def _equation(relation: Relation, cells: Mapping[str, Cell], fixed: Mapping[str, int | None]) -> Equation | None:
    if any(metric not in cells and metric not in fixed for metric in relation.metrics):
        return None
    if any(metric in fixed and fixed[metric] is None for metric in sum_cells(relation)):
        return None
    left, right = _SIGN[relation.kind]
    factors = {**dict.fromkeys(relation.left, left), **dict.fromkeys(relation.right, right)}
    constant = sum(factor * (fixed[metric] or 0) for metric, factor in factors.items() if metric in fixed)
    sense: Literal["=", ">="] = "=" if relation.kind in {"sum", "balance"} else ">="
    open_ones = {metric: factor for metric, factor in factors.items() if metric in cells}
    return Equation(relation, sense, open_ones, constant)


def components(equations: Iterable[Equation]) -> list[tuple[Equation, ...]]:
    """Groups of equations that share cells in doubt: each can be solved by itself."""
    groups: list[tuple[set[str], list[Equation]]] = []
    for equation in equations:
        cells, members = set(equation.factors), [equation]
        apart = []
        for group in groups:
            if group[0].isdisjoint(equation.factors):
                apart.append(group)
            else:
                cells |= group[0]
                members = [*group[1], *members]
        groups = [*apart, (cells, members)]
    return [tuple(members) for _, members in groups]
