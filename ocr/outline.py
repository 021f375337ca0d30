"""What a file is and how many pages it has, without reading it. Runs in the child process only."""

from pathlib import Path

from archive.ports import Outline
from ocr.files.detect import IMAGES, PDF, detect
from ocr.files.raster import count_pages


def outline(source: Path, filename: str) -> Outline:
    """See `archive.ports.Reader.outline`."""
    media_type = detect(source, filename)
    if media_type == PDF or media_type in IMAGES:
        return Outline(media_type=media_type, pages=count_pages(source, media_type, filename))
    # Typesetting takes a second to load, which no scan should wait for.
    from ocr.plain import read

    return Outline(media_type=media_type, pages=len(read(source, media_type, filename).pages))
