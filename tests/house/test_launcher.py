"""The launcher, run for real: set-up makes a virtual environment from an empty lock, so that no network is needed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.house.conftest import Checkout

INSTALLING = "installing the Python libraries"
# What the launcher calls, beside a Python and the programs that a test replaces.
UTILITIES = ("sh", "readlink", "dirname", "cmp", "cp", "rm", "mkdir", "env", "printf", "grep", "true")


def programs(folder: Path, **scripts: str) -> dict[str, str]:
    """An environment whose PATH holds the common utilities and these scripts, nothing else."""
    folder.mkdir()
    for name in UTILITIES:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    for name, script in scripts.items():
        (folder / name.replace("_", "-")).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name.replace("_", "-")).chmod(0o755)
    return {"PATH": str(folder)}


def python() -> str:
    """A script that starts the Python under this environment: one on PATH may be a shim that needs the PATH itself."""
    return f'exec {Path(sys.base_prefix, "bin", "python3")} "$@"'


def test_first_start_sets_up_and_the_command_gets_everything(checkout: Checkout, tmp_path: Path) -> None:
    done = checkout.start("add", "a file", "--office", "凯东办", cwd=tmp_path)

    told = json.loads(done.stdout)
    assert told["arguments"] == ["add", "a file", "--office", "凯东办"]
    assert told["directory"] == str(tmp_path)
    assert told["python"] == str(checkout.venv)
    assert done.returncode == 7
    assert INSTALLING in done.stderr


def test_second_start_is_silent_and_costs_little(set_up: Checkout) -> None:
    took = []
    for _ in range(5):  # the best of some: other work on the machine is not the launcher's
        begun = time.monotonic()
        done = set_up.start("setup")
        took.append(time.monotonic() - begun)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert min(took) < 0.2


def test_a_link_and_a_folder_named_web_do_not_mislead(set_up: Checkout, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "web").mkdir(parents=True)
    (other / "web" / "__init__.py").write_text("raise SystemExit('the wrong package')", encoding="utf-8")
    (tmp_path / "first").symlink_to("checkout/dangan")
    (other / "second").symlink_to("../first")

    done = set_up.start("list", launcher="./second", cwd=other)

    assert json.loads(done.stdout)["arguments"] == ["list"], done.stderr


def test_two_starts_at_once_set_up_once(checkout: Checkout) -> None:
    both = [
        subprocess.Popen([checkout.launcher, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = [process.communicate() for process in both]

    assert [process.returncode for process in both] == [7, 7]
    assert [json.loads(out)["arguments"] for out, _ in ended] == [["list"], ["list"]]
    assert sum(err.count(INSTALLING) for _, err in ended) == 1


@pytest.mark.parametrize("sign", ["unfinished", "bin/python"], ids=["at once", "with a Python"])
def test_a_killed_set_up_is_started_again(checkout: Checkout, sign: str) -> None:
    process = subprocess.Popen([checkout.launcher, "list"], stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 60
    while not (checkout.venv / sign).exists():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    done = checkout.start("list")

    assert done.returncode == 7, done.stderr
    assert "the last set-up did not end" in done.stderr
    assert not (checkout.venv / "unfinished").exists()


def test_a_new_lock_sets_up_anew(set_up: Checkout) -> None:
    set_up.change_lock()
    assert INSTALLING in set_up.start("setup").stderr
    assert set_up.start("setup").stderr == ""


def test_a_python_that_went_away_sets_up_anew(set_up: Checkout) -> None:
    for link in (set_up.venv / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python3.11")
    done = set_up.start("list")
    assert done.returncode == 7, done.stderr
    assert INSTALLING in done.stderr


def test_libraries_that_cannot_be_had_end_the_start(set_up: Checkout) -> None:
    set_up.change_lock("no-such-library==1.0 --hash=sha256:" + "0" * 64)
    done = set_up.start("list", env=os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""})

    assert (done.returncode, done.stdout) == (1, "")
    assert "could not be installed" in done.stderr.splitlines()[-1]
    assert (set_up.venv / "unfinished").exists()


def test_without_rights_one_line_names_the_packages(checkout: Checkout, tmp_path: Path) -> None:
    environment = programs(
        tmp_path / "programs", python3=python(), dpkg_query="exit 1", apt_get="exit 100", id="echo 1000"
    )
    done = checkout.start("demo", env=environment)

    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "sudo apt-get install" in line
    for package in ("tesseract-ocr-chi-sim", "poppler-utils", "fonts-noto-cjk", "libpango-1.0-0"):
        assert package in line
    assert "chromium" not in line
    assert not checkout.venv.exists()


def test_checks_ask_for_the_browser_too(checkout: Checkout, tmp_path: Path) -> None:
    environment = programs(
        tmp_path / "programs", python3=python(), dpkg_query="exit 1", apt_get="exit 100", id="echo 1000"
    )
    (line,) = checkout.start("test", env=environment).stderr.splitlines()
    assert "chromium" in line


def test_with_sudo_the_missing_packages_are_installed(set_up: Checkout, tmp_path: Path) -> None:
    set_up.change_lock()
    log = tmp_path / "installed"
    installed = 'case $* in *poppler-utils) test -e "$LOG" ;; *) true ;; esac && echo installed'
    environment = programs(
        tmp_path / "programs",
        python3=python(),
        dpkg_query=installed,
        apt_get='echo "$@" >>"$LOG"',
        sudo='[ "$1" = -n ] && shift && exec "$@"',
        id="echo 1000",
    )
    done = set_up.start("list", env=environment | {"LOG": str(log)})

    assert done.returncode == 7, done.stderr
    update, install = log.read_text(encoding="utf-8").splitlines()
    assert update.endswith("update")
    assert install.endswith("install --no-install-recommends poppler-utils")
    assert "installing system packages with apt-get: poppler-utils" in done.stderr


def test_an_unsuitable_python_is_named(checkout: Checkout, tmp_path: Path) -> None:
    done = checkout.start("list", env=programs(tmp_path / "programs", python3="exit 1"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "Python 3.11, or 3.12 or 3.13 with SQLite 3.42, is needed" in done.stderr


def test_a_failing_npm_is_no_failure(set_up: Checkout, tmp_path: Path) -> None:
    set_up.change_lock()
    (set_up.root / "package-lock.json").write_text("{}", encoding="utf-8")
    environment = programs(
        tmp_path / "programs", python3=python(), dpkg_query="echo installed", apt_get="exit 100", npm="exit 1"
    )
    done = set_up.start("list", env=environment)
    assert done.returncode == 7, done.stderr
    assert "npm could not install" in done.stderr
