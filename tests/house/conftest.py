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


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path / "checkout")
    (made.root / "web").mkdir(parents=True)
    (made.root / "web" / "__init__.py").touch()
    (made.root / "web" / "__main__.py").write_text(ECHO, encoding="utf-8")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (made.root / name).write_text("# nothing\n", encoding="utf-8")
    shutil.copy2(ROOT / "dangan", made.launcher)
    return made
