"""Where the checkout is, and small checkouts to try the launcher in."""

import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Stands for the web package: says how it was started and ends with a code of its own.
ECHO = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "directory": os.getcwd(), "python": sys.prefix}))
sys.exit(7)
"""


@dataclass(frozen=True)
class Checkout:
    """A checkout with the real launcher, an empty lock, and a command line that echoes its arguments."""

    root: Path

    @property
    def launcher(self) -> Path:
        return self.root / "dangan"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def change_lock(self, text: str = "# nothing, but another\n") -> None:
        """Makes the next start set up again, in the environment that is there."""
        (self.root / "requirements.lock").write_text(text, encoding="utf-8")

    def start(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Runs the launcher to its end and returns what it printed."""
        command = [str(options.pop("launcher", self.launcher)), *arguments]
        return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, **options)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def make_checkout(folder: Path) -> Checkout:
    """A checkout in a new folder, not set up."""
    made = Checkout(folder)
    (made.root / "web").mkdir(parents=True)
    (made.root / "web" / "__init__.py").touch()
    (made.root / "web" / "__main__.py").write_text(ECHO, encoding="utf-8")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (made.root / name).write_text("# nothing\n", encoding="utf-8")
    shutil.copy2(ROOT / "dangan", made.launcher)
    return made


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout on which the launcher was never started."""
    return make_checkout(tmp_path / "checkout")


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that was set up once, for all tests: not to be changed."""
    made = make_checkout(tmp_path_factory.mktemp("first") / "checkout")
    done = made.start("setup")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def set_up(first_start: Checkout, tmp_path: Path) -> Checkout:
    """A copy of a checkout that was set up."""
    shutil.copytree(first_start.root, tmp_path / "checkout", symlinks=True)
    return Checkout(tmp_path / "checkout")
