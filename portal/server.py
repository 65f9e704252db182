"""Serving: one parent, two children (web and jobs), one port; Ctrl-C stops all cleanly."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from portal.config import Settings

GRACE = 15.0


class Quiet(Logger):  # type: ignore[misc]
    """Gunicorn's log without a word about requests: no address, no path, no agent."""

    def access(self, *_args: Any, **_words: Any) -> None:
        """Log nothing."""

    def exception(self, *_args: Any, **_words: Any) -> None:
        """Say that something failed; the arguments hold the request's path."""
        kind = sys.exc_info()[0]
        self.error_log.error("%s while answering a request", kind.__name__ if kind else "failure")


class Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn around the portal."""

    def __init__(self, app: Flask, port: int) -> None:
        self.application, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        """Threads, for a page waits on a disk more than on a core; no access log, ever."""
        for name, value in {
            "bind": f"127.0.0.1:{self.port}",
            "workers": os.cpu_count() or 2,
            "threads": 8,
            "worker_class": "gthread",
            "keepalive": 75,
            "max_requests": 20000,
            "max_requests_jitter": 2000,
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112, S108
            "logger_class": Quiet,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        return self.application


def _children(settings: Settings, port: int) -> list[subprocess.Popen[bytes]]:
    here = [sys.executable, "-m", "portal"]
    shared = {**os.environ, "PORTAL_DATA": str(settings.data)}
    if settings.demo:
        shared |= {"PORTAL_DEMO": "1", "PORTAL_FLOOR": "1", "PORTAL_RELEASE_AT": "*"}
    commands = ([*here, "web", "--port", str(port)], [*here, "worker"])
    return [subprocess.Popen(command, env=shared) for command in commands]  # noqa: S603


def serve(settings: Settings, port: int) -> int:
    """Run web and jobs until one of them ends or a signal comes; the exit status."""
    stopping = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(1))
    children = _children(settings, port)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.1)
    failed = [child.returncode for child in children if child.poll() not in {None, 0}]
    for child in children:
        child.terminate()
    for child in children:
        child.wait(GRACE)
    return 1 if failed and not stopping else 0
