"""The child process: `python -m ocr.child ENGINE` takes jobs from standard input and answers on standard output."""

import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from archive.errors import DanganError, EngineMissing, RefusedFile
from ocr.process.channel import ChannelBroken, Message, receive, send
from ocr.process.limits import Limits, allow_processor_time, confine, die_with_parent, resident_peak


def main(engine: str) -> int:
    """Serve until the parent closes the channel."""
    limits = Limits()
    confine(limits)
    die_with_parent()
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not get between the messages
    while True:
        try:
            job, _ = receive(0)
        except ChannelBroken:
            return 0
        pages = int(job.get("last", 1)) - int(job.get("first", 1)) + 1
        allow_processor_time(limits.processor * (pages + 1))
        _serve(job, engine, answers)


def _serve(job: Message, engine: str, answers: int) -> None:
    try:
        for message, data in _answers(job, engine):
            send(answers, message, data)
        send(answers, {"kind": "done", "retire": resident_peak() > Limits().resident})
    except DanganError as error:
        send(answers, _report(error, str(job.get("filename", ""))))
    except MemoryError:
        send(answers, _error("failed", str(job.get("filename", "")), "it needs too much memory.", "Split it."))
    except OSError as error:
        send(answers, _error("failed", str(job.get("filename", "")), f"{error}.", "Try again."))
    except Exception as error:  # noqa: BLE001 - a fault of ours must say where it is, or nobody finds it
        send(answers, _error("failed", str(job.get("filename", "")), _fault(error), "Report it with the file."))


def _answers(job: Message, engine: str) -> Iterator[tuple[Message, bytes]]:
    source, filename = Path(job["source"]), str(job["filename"])
    if job["op"] == "outline":
        from ocr.outline import outline

        found = outline(source, filename)
        yield {"kind": "outline", "media_type": found.media_type, "pages": found.pages}, b""
    else:
        from ocr.work import read_pages

        span = (int(job["first"]), int(job["last"]))
        for reading, image in read_pages(source, filename, str(job["media_type"]), span, engine):
            message = {"kind": "page", "reading": reading.model_dump(mode="json"), "media_type": image.media_type}
            yield message, image.data


def _report(error: DanganError, filename: str) -> Message:
    if isinstance(error, EngineMissing):
        return _error("engine", filename, error.reason, error.remedy)
    kind = "refused" if isinstance(error, RefusedFile) else "failed"
    named = str(getattr(error, "filename", filename))
    return _error(kind, named, error.reason.removeprefix(f"{named}: "), error.remedy)


def _fault(error: Exception) -> str:
    """An unforeseen error with the line of the program that raised it."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    place = f"{Path(frame.f_code.co_filename).name}:{line}"
    return f"Reading failed unexpectedly: {type(error).__name__} at {place}: {error}"


def _error(kind: str, filename: str, reason: str, remedy: str) -> Message:
    return {"kind": "error", "error": kind, "filename": filename, "reason": reason, "remedy": remedy}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
