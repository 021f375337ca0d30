"""The lock files: whole, bound by hashes, tied to no registry, and in step with pyproject.toml."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-dev.lock")
PYTHONS = ("3.11", "3.12", "3.13")


def entries(path: Path) -> dict[str, list[str]]:
    """The hashes of every pinned requirement, by the text before them."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for line in filter(None, text.splitlines()):
        pin, *hashes = re.split(r"\s+--hash=", line.strip())
        found[pin] = hashes
    return found


def pins(path: Path) -> dict[str, Requirement]:
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, entries(path))}


def version(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    assert specifier.operator == "=="
    return specifier.version


def wanted(project: dict[str, Any], lock: str) -> list[Requirement]:
    groups = [project["project"]["dependencies"]]
    if lock == "requirements-dev.lock":
        groups.append(project["dependency-groups"]["dev"])
    return [Requirement(text) for group in groups for text in group]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_bound_by_a_hash_and_names_no_place(root: Path, lock: str) -> None:
    for pin, hashes in entries(root / lock).items():
        assert hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", item) for item in hashes), pin
    assert "://" not in (root / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked_on_every_python(root: Path, project: dict[str, Any], lock: str) -> None:
    locked = pins(root / lock)
    for requirement in wanted(project, lock):
        pin = locked.get(canonicalize_name(requirement.name))
        assert pin is not None, f"{requirement.name} is not in {lock}: run .ci/lock"
        assert version(pin) in requirement.specifier, f"{requirement} is not met by {pin}: run .ci/lock"
        for python in PYTHONS:
            machine = {"python_version": python, "python_full_version": f"{python}.0", "platform_machine": "x86_64"}
            assert pin.marker is None or pin.marker.evaluate(machine), (pin, python)


def test_what_runs_is_what_the_checks_ran_with(root: Path) -> None:
    runtime, dev = (entries(root / lock) for lock in LOCKS)
    assert runtime.items() <= dev.items()


def test_one_opencv_and_it_needs_no_display(root: Path) -> None:
    assert [name for name in pins(root / "requirements-dev.lock") if name.startswith("opencv")] == [
        "opencv-python-headless"
    ]


def test_no_openvino_where_it_has_no_wheel(root: Path) -> None:
    marker = pins(root / "requirements.lock")["openvino"].marker
    assert marker is not None
    assert not marker.evaluate({"platform_machine": "aarch64", "sys_platform": "linux"})
    assert marker.evaluate({"platform_machine": "arm64", "sys_platform": "darwin"})


def test_every_dependency_has_a_lower_bound(project: dict[str, Any]) -> None:
    for requirement in wanted(project, "requirements-dev.lock"):
        assert any(specifier.operator == ">=" for specifier in requirement.specifier), requirement


def test_the_front_end_is_locked_and_names_no_place(root: Path) -> None:
    package = json.loads((root / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""].get(kind) == package.get(kind), "run npm install --package-lock-only"
    for path, entry in lock["packages"].items():
        assert not path or entry["integrity"].startswith("sha512-"), path
        assert "resolved" not in entry, path
