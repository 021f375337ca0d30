"""The shape of the checkout: what stands at its top, how long a module grows, what a file may not name."""

import re
import subprocess
from pathlib import Path

import pytest

TOP = {
    *("pyproject.toml", "README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE", "dangan"),
    *("requirements.lock", "requirements-dev.lock", "package.json", "package-lock.json"),
    *("Dockerfile", "docker-compose.yml", "archive", "ocr", "search", "web", "tests"),
}
LONGEST_MODULE = 400
LONGEST_TEST = 500
# Assembled, so that this file does not hold what it looks for.
FOREIGN = re.compile(
    "|".join(("/ro" + "ot/", "/wo" + "rk/", "/opt/wh" + "eels", "files.python" + "hosted", "unpk" + "g.com"))
)


def tracked(root: Path) -> list[Path]:
    """The files under version control, and new ones that are not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [path for name in filter(None, listed.split("\0")) if (path := root / name).is_file()]


def test_the_top_level_is_fixed(root: Path) -> None:
    names = {path.relative_to(root).parts[0] for path in tracked(root)}
    assert {name for name in names if not name.startswith(".")} <= TOP


def test_no_module_outgrows_its_reader(root: Path) -> None:
    # A migration is a list of what one version brought, written once and never edited.
    modules = (path for path in tracked(root) if path.suffix == ".py" and path.parent.name != "versions")
    for path in modules:
        limit = LONGEST_TEST if path.is_relative_to(root / "tests") else LONGEST_MODULE
        assert len(path.read_text(encoding="utf-8").splitlines()) <= limit, path


def test_no_file_names_the_machine_it_was_made_on(root: Path) -> None:
    for path in tracked(root):
        content = path.read_bytes()
        if b"\0" not in content:
            assert not FOREIGN.findall(content.decode("utf-8", "replace")), path


@pytest.mark.parametrize("script", ["dangan", ".ci/run", ".ci/lock"])
def test_shell_scripts_are_clean(root: Path, script: str) -> None:
    shellcheck = root / ".venv" / "bin" / "shellcheck"
    if not shellcheck.exists():
        pytest.skip("shellcheck has no wheel for this machine")
    done = subprocess.run([shellcheck, "--shell=sh", root / script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
