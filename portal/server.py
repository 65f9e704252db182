"""Serving: one parent, three children (web, jobs, live), one port; Ctrl-C stops all cleanly."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from socket import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker

from portal import worker
from portal.core import refusals, zones
from portal.core.db import db
from portal.hub import handing

UNREADABLE = {LimitRequestLine: 414, LimitRequestHeaders: 431, ExpectationFailed: 417}
UNREAD = (
    "<!doctype html><html lang=zh-Hant-TW><meta charset=utf-8><title>Candor</title>"
    "<h1>這個要求讀不懂</h1><p>可能是網址太長或打錯了。回上一頁再試一次。</p>"
    "<div lang=en><h1>This request cannot be read</h1>"
    "<p>Perhaps the address is too long or mistyped. Go back and try again.</p></div></html>"
)
GRACE = 15.0
PAUSE = 0.1
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat, no file of ours


class Quiet(Logger):  # type: ignore[misc]
    """Gunicorn's log without a word about requests: no address, no path, no agent."""

    def access(self, *_args: Any, **_words: Any) -> None:
        """Log nothing."""

    def exception(self, *_args: Any, **_words: Any) -> None:
        """Say that something failed; the arguments hold the request's path."""
        kind = sys.exc_info()[0]
        self.error_log.error("%s while answering a request", kind.__name__ if kind else "failure")


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's worker, which answers what is no HTTP with our words and logs none of its own.

    A live request it hands over to the hub, with its connection.
    """

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request; False when its connection is done with."""
        head = handing.head_of(req) if self.app.giving else None
        if head is None or not handing.give(self.app.giving, conn.sock, head):
            return super().handle_request(req, conn)
        conn.sock.close()
        # What gunicorn ends now is nobody's: the hub has the connection.
        conn.sock = socket()
        return False

    def handle_error(self, _req: object, client: socket, _addr: object, exc: Exception) -> None:
        """Say that the request cannot be read; where it came from and what it was stays unsaid."""
        self.log.error("%s while reading a request", type(exc).__name__)
        status = next((code for kind, code in UNREADABLE.items() if isinstance(exc, kind)), 400)
        with suppress(OSError):
            client.sendall(unreadable(status))


def unreadable(status: int) -> bytes:
    """The whole answer to a request that never became one, in both languages."""
    body = UNREAD.encode()
    headers = {
        **zones.HEADERS,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn around the portal."""

    def __init__(self, app: Flask, port: int, giving: socket | None = None) -> None:
        self.application, self.port, self.giving = app, port, giving
        # A body in broken pieces is found only while it is read.
        app.register_error_handler(ParseException, lambda _error: refusals.refuse(400, "malformed"))
        super().__init__()

    def load_config(self) -> None:
        """Threads, for a page waits on a disk more than on a core; no access log, ever."""
        chosen = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": os.cpu_count() or 2,
            "threads": 8,
            "worker_class": Worker,
            "preload_app": True,
            "keepalive": 75,
            "max_requests": 20000,
            "max_requests_jitter": 2000,
            "worker_tmp_dir": str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None,
            "logger_class": Quiet,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        return self.application


def let_go(app: Flask) -> None:
    """Close every connection: a child must not share one with its parent."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _child(run: Callable[[], object]) -> int:
    pid = os.fork()
    if pid:
        return pid
    # Ctrl-C is for the parent alone: a worker of gunicorn that hears it twice stands still.
    os.setpgid(0, 0)
    status = 1
    try:
        run()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(status)


def serve(app: Flask, port: int) -> int:
    """Run web, jobs and live until one of them ends or a signal comes; the exit status.

    The application is imported once; all children are forks of it.
    """
    let_go(app)
    # Loaded once for all children; the first session that is opened does not wait for it.
    import_module("portal.themes.grouping")
    stopping: list[int] = []
    giving, taking = handing.pair()
    children = (Web(app, port, giving).run, lambda: worker.work(app), lambda: _live(app, taking))
    alive = {_child(one) for one in children}
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(1))
    status = 0
    while len(alive) == len(children) and not stopping:
        status = _reap(alive) or status
        time.sleep(PAUSE)
    _end(alive)
    return 0 if stopping else status or 1


def _live(app: Flask, taking: socket) -> None:
    # Imported by who needs it: commands begin sooner without.
    from portal.hub import serving  # noqa: PLC0415

    serving.run(app, taking=taking)


def _reap(alive: set[int]) -> int:
    """Take leave of children that ended; the status of one that failed."""
    status = 0
    for pid in tuple(alive):
        ended, how = os.waitpid(pid, os.WNOHANG)
        if ended:
            alive.discard(pid)
            status = os.waitstatus_to_exitcode(how) or status
    return status


def _end(alive: set[int]) -> None:
    for pid in alive:
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while alive and time.monotonic() < until:
        _reap(alive)
        time.sleep(PAUSE)
    for pid in alive:
        # With everybody it has started: an orphan would keep the port.
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
