"""Messages between a parent and its child process: a JSON object and a run of bytes.

The child works on files from strangers, so the parent takes nothing from it but JSON and bytes: no pickles.
"""

import json
import os
import selectors
import struct
import time
from typing import Any

HEAD = struct.Struct(">II")
LARGEST = 256 << 20
"""No message is longer; a longer one is the mark of a child gone wrong."""

Message = dict[str, Any]


class ChannelBroken(Exception):
    """The other side is gone or sends nonsense."""


class ChannelTimeout(ChannelBroken):
    """The other side did not answer in time."""


def send(descriptor: int, message: Message, data: bytes = b"") -> None:
    """Write one message; raises `ChannelBroken` where nobody reads."""
    text = json.dumps(message, ensure_ascii=False).encode()
    rest = memoryview(HEAD.pack(len(text), len(data)) + text + data)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        raise ChannelBroken(str(error)) from error


def receive(descriptor: int, timeout: float | None = None) -> tuple[Message, bytes]:
    """Read one message; raises `ChannelTimeout`, or `ChannelBroken` at the end of the stream."""
    deadline = None if timeout is None else time.monotonic() + timeout
    text_length, data_length = HEAD.unpack(_read(descriptor, HEAD.size, deadline))
    if text_length > LARGEST or data_length > LARGEST:
        raise ChannelBroken("The message is too long.")
    text, data = _read(descriptor, text_length, deadline), _read(descriptor, data_length, deadline)
    try:
        message: Message = json.loads(text)
    except ValueError as error:
        raise ChannelBroken("The message is no JSON.") from error
    return message, data


def _read(descriptor: int, length: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        _wait(descriptor, deadline)
        try:
            part = os.read(descriptor, min(length - len(parts), 1 << 20))
        except OSError as error:
            raise ChannelBroken(str(error)) from error
        if not part:
            raise ChannelBroken("The other side is gone.")
        parts += part
    return bytes(parts)


def _wait(descriptor: int, deadline: float | None) -> None:
    if deadline is None:
        return
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise ChannelTimeout("No answer in time.")
