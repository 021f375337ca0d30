"""`python -m tests.browser.server HOME`: the town's archive served with a worker, in a process of its own.

Playwright keeps an event loop running in the process of the tests, in which the job engine would refuse to start.
"""

import sys
import threading
from pathlib import Path

from werkzeug.serving import make_server

from archive.ports import Reader
from tests.web.conftest import NAME, PASSWORD, fill
from tests.web.paper import PaperReader
from tests.web.town import town
from web import bootstrap
from web.accounts.store import Accounts
from web.app import create_app
from web.settings import Settings


def _paper_reader(settings: Settings) -> Reader:
    del settings
    return PaperReader()


def main(home: Path) -> None:
    """Serve until standard input ends; the first line of standard output is the port."""
    bootstrap.build_reader = _paper_reader
    with bootstrap.services(Settings(home=home, login_limit="1000 per minute")) as shop:
        fill(shop.archive, town())
        Accounts(shop.archive.ground.engines.write).add(NAME, PASSWORD)
        stop = threading.Event()
        worker = threading.Thread(target=shop.archive.worker.run, args=(stop,))
        worker.start()
        server = make_server("127.0.0.1", 0, create_app(shop), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.port, flush=True)
        sys.stdin.read()
        stop.set()
        worker.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
