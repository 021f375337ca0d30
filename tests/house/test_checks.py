"""The command for all checks: what it hands to pytest, and that a failure of any check is its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.__main__ import main, pytest_command, run


def test_slow_tests_are_left_out_unless_asked_for() -> None:
    assert pytest_command([])[-2:] == ["-m", "not slow"]
    assert "not slow" not in pytest_command(["--full"])
    assert "--full" not in pytest_command(["--full"])


def test_arguments_reach_pytest_and_win() -> None:
    command = pytest_command(["-n0", "tests/house", "-k", "lock"])
    assert command[-4:] == ["-n0", "tests/house", "-k", "lock"]
    assert not any(argument.startswith("--numprocesses") for argument in command)
    assert any(argument.startswith("--numprocesses") for argument in pytest_command(["tests/house"]))


def test_branches_are_counted() -> None:
    assert "--cov" in pytest_command([])


def test_a_tool_that_fails_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import os\n", encoding="utf-8")
    assert not run(("ruff", "check", "--isolated", str(bad)))
    bad.write_text("", encoding="utf-8")
    assert run(("ruff", "check", "--isolated", str(bad)))


def test_every_check_runs_and_one_failure_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def only_mypy_fails(command: tuple[str, ...] | list[str]) -> bool:
        begun.append(command[0])
        return command[0] != "mypy"

    monkeypatch.setattr("tests.__main__.run", only_mypy_fails)
    assert main([]) == 1
    assert begun == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]


def test_the_last_line_is_that_of_pytest(root: Path) -> None:
    command = [sys.executable, "-c", "import sys; from tests.__main__ import run; run(sys.argv[1:])"]
    arguments = ["pytest", "--co", "-q", "tests/house/test_checks.py"]
    done = subprocess.run([*command, *arguments], cwd=root, capture_output=True, text=True, check=False)
    assert "tests collected" in done.stdout.splitlines()[-1]
    assert "pytest: passed" in done.stderr
