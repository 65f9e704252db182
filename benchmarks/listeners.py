"""A thousand open sessions over loopback: who listens, and when each heard of which change."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence

from benchmarks.load import HOST

_ID = re.compile(rb"^id: (\d+)$", re.MULTILINE)
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")


class Listener(asyncio.Protocol):
    """One stream: its status, and the moment at which each version came."""

    def __init__(self, request: bytes, heard: dict[int, list[float]]) -> None:
        """Ask as soon as it is connected."""
        self._request, self._heard = request, heard
        self.status = 0
        self.last = -1
        self.closed = False
        self.first = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        self.transport = transport  # type: ignore[assignment]
        self.transport.write(self._request)  # type: ignore[union-attr]

    def data_received(self, data: bytes) -> None:
        """Note what came; a message is small enough to come in one piece."""
        now = time.perf_counter()
        if not self.status and (found := _STATUS.match(data)):
            self.status = int(found[1])
        for number in _ID.findall(data):
            self.last = int(number)
            self._heard.setdefault(self.last, []).append(now)
            if not self.first.done():
                self.first.set_result(now)

    def connection_lost(self, _error: Exception | None) -> None:
        """Say so: no stream ends while it is measured."""
        self.closed = True
        if not self.first.done():
            self.first.set_exception(ConnectionError("a stream ended before its first message"))


class Crowd:
    """All who listen to one session, each with a cookie of its own."""

    def __init__(self, port: int, path: str, cookies: Sequence[str]) -> None:
        """Nobody listens yet."""
        self._port, self._path, self._cookies = port, path, cookies
        self.heard: dict[int, list[float]] = {}
        self.listeners: list[Listener] = []

    async def open(self) -> float:
        """Let all connect at once; seconds until the last one has its first message.

        Raises ConnectionError or RuntimeError when one of them was not let in.
        """
        begun = time.perf_counter()
        self.listeners = list(await asyncio.gather(*map(self._one, self._cookies)))
        done = await asyncio.gather(*(one.first for one in self.listeners))
        if any(one.status != 200 for one in self.listeners):
            raise RuntimeError("somebody was not let in")
        return max(done) - begun

    async def _one(self, cookie: str) -> Listener:
        lines = [f"GET {self._path} HTTP/1.1", f"Host: {HOST}", f"Cookie: {cookie}"]
        raw = "\r\n".join([*lines, "Accept: text/event-stream", "", ""]).encode()
        loop = asyncio.get_running_loop()
        _way, found = await loop.create_connection(
            lambda: Listener(raw, self.heard), HOST, self._port
        )
        return found

    def close(self) -> None:
        """Let all go at once."""
        for one in self.listeners:
            if one.transport is not None:
                one.transport.abort()

    def lost(self) -> int:
        """How many streams have ended."""
        return sum(one.closed for one in self.listeners)

    def latencies(self, sent: Mapping[int, float]) -> list[float]:
        """Milliseconds from each change to everybody who heard of it."""
        return [
            (at - begun) * 1000
            for version, begun in sent.items()
            for at in self.heard.get(version, ())
        ]
