"""The gunicorn process that `serve` starts: every one of its workers wires its own services after the fork."""

import gc
from contextlib import ExitStack
from typing import Any

from gunicorn.app.base import BaseApplication

from web.cli.lifeline import hold_on
from web.settings import Settings, load_settings

THREADS = 4
TIMEOUT_S = 120
KEEP_ALIVE_S = 5


class Application(BaseApplication):  # type: ignore[misc]
    """dangan under gunicorn."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.web_processes,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT_S,
            "keepalive": KEEP_ALIVE_S,
            "loglevel": "warning",
            "worker_tmp_dir": None,
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from web.app import create_app
        from web.bootstrap import services

        app = create_app(self._open.enter_context(services(self._settings)))
        gc.collect()
        gc.freeze()  # what stays for good need not be looked through again and again while pages are made
        return app


if __name__ == "__main__":
    hold_on()
    Application(load_settings()).run()
