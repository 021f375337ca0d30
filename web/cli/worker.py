"""`worker`: reads what waits until it is told to stop."""

import logging
import signal
import threading

import click

from archive.errors import IndexUnavailable
from web.bootstrap import Services
from web.cli.output import complain, say


@click.command("worker")
@click.option(
    "--slot", help="A fixed name for this worker, so that its unfinished work is its own again after a restart."
)
def worker_command(slot: str | None) -> None:
    """Read documents that wait, until stopped by Ctrl-C or SIGTERM."""
    from web.bootstrap import services
    from web.settings import load_settings

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with services(load_settings(), slot=slot) as shop:
        _renew_index(shop)
        shop.archive.worker.run(stop)


def _renew_index(shop: Services) -> None:
    """Build the index anew where it is missing or of another version; without an index, documents are read all the same."""
    try:
        if shop.search.stale():
            say("The search index is missing or of another version: it is built anew.")
            shop.archive.upkeep.reindex()
    except IndexUnavailable as error:
        complain(f"{error} Reports are indexed when it answers again.")
