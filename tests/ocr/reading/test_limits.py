"""The limits of a child process hold, and its channel refuses nonsense."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ocr.process.channel import HEAD, ChannelBroken, ChannelTimeout, receive, send


def run(program: str) -> int:
    head = "from ocr.process.limits import Limits, allow_processor_time, confine\n"
    return subprocess.run([sys.executable, "-c", head + program], stderr=subprocess.DEVNULL, check=False).returncode


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit on address space")
def test_memory_is_limited() -> None:
    assert run("confine(Limits(memory=512 << 20)); bytearray(100 << 20)") == 0
    assert run("confine(Limits(memory=512 << 20)); bytearray(1 << 30)") != 0


def test_processor_time_is_limited_and_can_be_given_anew() -> None:
    assert run("allow_processor_time(1)\nwhile True: pass") == -signal.SIGXCPU
    assert run("allow_processor_time(1); allow_processor_time(5); sum(range(30_000_000))") == 0


def test_files_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "large"
    program = f"confine(Limits(file_size=1 << 20)); open({str(path)!r}, 'wb').write(bytes(2 << 20))"
    assert run(program) != 0
    assert path.stat().st_size <= 1 << 20


@pytest.fixture
def pipe() -> tuple[int, int]:
    return os.pipe()


def test_messages_arrive_as_they_were_sent(pipe: tuple[int, int]) -> None:
    send(pipe[1], {"kind": "页"}, b"\x00\xff")
    assert receive(pipe[0], 1.0) == ({"kind": "页"}, b"\x00\xff")


def test_silence_nonsense_and_the_end_are_told_apart(pipe: tuple[int, int]) -> None:
    with pytest.raises(ChannelTimeout):
        receive(pipe[0], 0.05)
    os.write(pipe[1], HEAD.pack(4, 0) + b"\x80abc")
    with pytest.raises(ChannelBroken, match="JSON"):
        receive(pipe[0], 1.0)
    os.write(pipe[1], HEAD.pack(1 << 31, 0))
    with pytest.raises(ChannelBroken, match="too long"):
        receive(pipe[0], 1.0)
    os.close(pipe[1])
    with pytest.raises(ChannelBroken, match="gone"):
        receive(pipe[0], 1.0)
