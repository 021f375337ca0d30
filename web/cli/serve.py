"""`serve`: the web server, with one worker of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import click

from web.cli.lifeline import Lifeline
from web.cli.output import complain, say
from web.settings import Settings

RESTART_PAUSE_S = 2.0


@click.command("serve")
@click.option("--host", help="Address to listen on; 127.0.0.1 unless set.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 8000 unless set.")
@click.option("--no-worker", is_flag=True, help="Serve only; work waits for a worker elsewhere.")
def serve_command(host: str | None, port: int | None, *, no_worker: bool) -> int:
    """Serve the archive, by default at http://127.0.0.1:8000."""
    from web.settings import load_settings

    settings = load_settings()
    changes = {"host": host, "port": port}
    chosen = settings.model_copy(update={name: value for name, value in changes.items() if value is not None})
    return serve(chosen, worker=not no_worker)


def serve(settings: Settings, *, worker: bool = True) -> int:
    """Run gunicorn, and a worker that is started again when it dies, until one signal ends both."""
    line = Lifeline()
    web = _start(line, "web.cli.gunicorn", settings)
    jobs = _start(line, "web", settings, "worker") if worker else None
    say(f"http://{settings.host}:{settings.port}/  (Ctrl-C ends)")
    stopping = threading.Event()

    def stop(*_: Any) -> None:
        stopping.set()
        for child in (web, jobs):
            if child is not None and child.poll() is None:
                child.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while web.poll() is None:
        time.sleep(0.2)
        if jobs is not None and jobs.poll() is not None and not stopping.is_set():
            complain(f"The worker ended with code {jobs.returncode}; it is started again.")
            time.sleep(RESTART_PAUSE_S)
            jobs = None if stopping.is_set() else _start(line, "web", settings, "worker")
    stop()
    if jobs is not None:
        jobs.wait()
    return 0 if stopping.is_set() and web.returncode in (0, -signal.SIGTERM) else web.returncode


def _start(line: Lifeline, module: str, settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    """A child with the settings in its environment; signals of the terminal reach it only through this process."""
    chosen = {"DANGAN_HOST": settings.host, "DANGAN_PORT": str(settings.port)}
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=os.environ | chosen | line.environment(),
        pass_fds=(line.end,),
        start_new_session=True,
    )
