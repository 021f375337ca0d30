"""The help, generated from the forms and the relations. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from archive.forms import Form, forms
from archive.relations import SIGNS, Relation, relations_of


@dataclass(frozen=True)
class Rule:
    """Relations of one kind and wording, as one line: how many there are and one of them as an example."""

    words: str
    sign: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """One edition: its form and its relations."""

    form: Form
    rules: tuple[Rule, ...]


def chapters() -> tuple[Chapter, ...]:
    """All editions, newest first."""
    return tuple(Chapter(form, tuple(rules(relations_of(form.edition)))) for form in reversed(forms()))


def rules(relations: Iterable[Relation]) -> Iterable[Rule]:
    """Relations that say the same of different rows or columns, together."""
    for (words, kind), group in groupby(relations, key=lambda relation: (relation.words, relation.kind)):
        yield Rule(words, SIGNS[kind], tuple(relation.id for relation in group))
