"""Records as compressed JSON, the form in which readings and words are kept."""

from typing import TypeVar

import zstandard
from pydantic import ValidationError

from archive.errors import StorageFailed
from archive.records import Record

R = TypeVar("R", bound=Record)

# Words compress to about a ninth at level 6; higher levels cost more time than they save space.
_LEVEL = 6

# A page's words are a few megabytes at most; a blob that claims more is not ours.
_MOST = 1 << 30


def pack(record: Record) -> bytes:
    """The record as zstandard-compressed JSON, defaults left out."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(record.model_dump_json(exclude_defaults=True).encode())


def unpack(kind: type[R], data: bytes) -> R:
    """The record that `pack` was given; raises `StorageFailed` where the bytes are no such thing."""
    try:
        plain = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST)
        return kind.model_validate_json(plain)
    except (zstandard.ZstdError, ValidationError) as error:
        raise StorageFailed(f"A stored {kind.__name__} cannot be read: {error}", "Run `./dangan check`.") from error
