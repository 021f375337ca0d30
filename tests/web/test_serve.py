"""`serve` as it really runs: gunicorn and a worker in processes of their own, which end with it however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE_S = 90.0


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`dangan serve` on an empty home."""
    environment = os.environ | {"DANGAN_HOME": str(tmp_path), "DANGAN_PORT": str(port), "DANGAN_WEB_PROCESSES": "1"}
    process = subprocess.Popen([sys.executable, "-m", "web", "serve"], env=environment)
    yield process
    process.kill()
    process.wait()


def until(true: Callable[[], bool]) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.3)
    return False


def health(port: int) -> str:
    """What the server says of itself; empty where it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health?format=json", timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as refused:
        return refused.read().decode()
    except OSError:
        return ""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="children are found in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_serving_works_and_leaves_nothing_behind(
    serve: subprocess.Popen[bytes], port: int, number: signal.Signals
) -> None:
    assert until(lambda: '"worker":true' in health(port).replace(" ", ""))
    children = Path(f"/proc/{serve.pid}/task/{serve.pid}/children").read_text().split()
    assert len(children) == 2
    serve.send_signal(number)
    code = serve.wait(PATIENCE_S)
    assert code == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    assert until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    assert health(port) == ""
