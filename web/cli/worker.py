"""`worker`: reads what waits until it is told to stop."""

import logging
import signal
import threading

import click

from web.cli.index import renew_index
from web.cli.lifeline import hold_on


@click.command("worker")
@click.option(
    "--slot", help="A fixed name for this worker, so that its unfinished work is its own again after a restart."
)
def worker_command(slot: str | None) -> None:
    """Read documents that wait, until stopped by Ctrl-C or SIGTERM."""
    from web.bootstrap import services
    from web.settings import load_settings

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    hold_on()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with services(load_settings(), slot=slot) as shop:
        renew_index(shop)
        shop.archive.worker.run(stop)
