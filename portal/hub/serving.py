"""The hub as a process: uvicorn, on connections that were handed over or on a port of its own."""

import asyncio
import contextlib
import logging
import resource
import signal
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from flask import Flask

from portal.hub import handing
from portal.hub.answering import MOST, Answers
from portal.hub.rooms import PULSE, Hub
from portal.hub.watching import Watcher

# Files beside the streams: databases, catalogues, the way from gunicorn.
OTHERS = 200
# Milliseconds that a browser may take nothing of what waits for it, before the system lets it go.
STUCK = 60_000
GRACE = 3
log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Uvicorn, with streams that end when it does."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        """Serve nothing yet."""
        super().__init__(config)
        self._hub = hub
        self._beginning: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to who starts it."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send everybody away, then end."""
        self._hub.end()
        await super().shutdown(sockets)

    def take(self, taking: socket.socket) -> None:
        """Answer on every connection that was handed over."""
        while (found := handing.take(taking)) is not None:
            task = asyncio.get_running_loop().create_task(self._begin(*found))
            self._beginning.add(task)
            task.add_done_callback(self._beginning.discard)

    async def _begin(self, client: socket.socket, head: bytes) -> None:
        client.settimeout(0)
        _impatient(client)
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            _way, protocol = await loop.connect_accepted_socket(self._protocol, client)
            protocol.data_received(head)

    def _protocol(self) -> Any:
        kind: Any = self.config.http_protocol_class
        return kind(config=self.config, server_state=self.server_state, app_state={})


def _impatient(client: socket.socket) -> None:
    """Let the system end a connection that takes nothing; until then little waits for it."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        client.setsockopt(socket.IPPROTO_TCP, option, STUCK)


class Live:
    """A hub: its server, the thread that watches, and the signs of life."""

    def __init__(
        self, app: Flask, *, taking: socket.socket | None = None, port: int | None = None
    ) -> None:
        """Connections are handed over, or come to a port of its own."""
        self._app, self._taking, self._port = app, taking, port
        self.hub = Hub()
        answers = Answers(app, self.hub, _room_for(MOST))
        self._server = Server(_configured(answers, port), self.hub)

    def leave(self) -> None:
        """End soon; every stream ends before."""
        self._server.should_exit = True

    async def serve(self) -> None:
        """Tell everybody what changes, until it is asked to end."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_say)
        watcher = Watcher(self._app, self.hub, loop)
        watcher.start()
        beat = loop.create_task(_beat(self.hub))
        if self._taking is not None:
            loop.add_reader(self._taking, self._server.take, self._taking)
        await self._server.serve(sockets=[] if self._port is None else None)
        beat.cancel()
        await loop.run_in_executor(None, watcher.end)


def run(app: Flask, *, taking: socket.socket | None = None, port: int | None = None) -> None:
    """Tell everybody what changes until a signal comes."""
    # What uvicorn and asyncio would say names addresses and paths.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    live = Live(app, taking=taking, port=port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: live.leave())
    asyncio.run(live.serve())


def _room_for(most: int) -> int:
    """How many streams there are files for; as many as wanted where the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + OTHERS if hard == resource.RLIM_INFINITY else min(most + OTHERS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return min(most, wanted - OTHERS)


def _configured(answers: Answers, port: int | None) -> uvicorn.Config:
    return uvicorn.Config(
        answers.application(),
        host="127.0.0.1",
        port=port or 0,
        loop="asyncio",
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


async def _beat(hub: Hub) -> None:
    while True:
        await asyncio.sleep(PULSE)
        hub.pulse()


def _say(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Of a failure its kind alone: the rest names connections."""
    error = context.get("exception")
    log.error("%s in the live hub", type(error).__name__ if error else "failure")
