"""Load over loopback: connections that stay open and ask again as soon as they are answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

HOST = "127.0.0.1"
END = b"\r\n\r\n"
NOT_MODIFIED = 304
LARGEST_HEAD = 64 * 1024


@dataclass(frozen=True)
class Pace:
    """How long a turn lasts, over how many connections, at most how many requests a second."""

    seconds: float = 2.0
    connections: int = 8
    rate: float | None = None


@dataclass
class Turn:
    """What came back: statuses, milliseconds per answer, and the size of the smallest body."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    smallest: int = 1 << 62

    @property
    def answers(self) -> int:
        """How many requests were answered."""
        return len(self.latencies)

    def add(self, status: int, size: int, latency: float) -> None:
        """Count one answer."""
        self.statuses[status] += 1
        self.latencies.append(latency)
        self.smallest = min(self.smallest, size)

    def percentile(self, share: float) -> float:
        """The latency under which this share of the answers stayed, in milliseconds."""
        ranked = sorted(self.latencies)
        return ranked[min(int(share * len(ranked)), len(ranked) - 1)] if ranked else 0.0


def request(
    path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> bytes:
    """A whole HTTP/1.1 request: GET, or POST when there is a body."""
    fields = {"Host": HOST, **(headers or {})}
    if body is not None:
        fields["Content-Length"] = str(len(body))
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + END + (body or b"")


class Connection:
    """One connection, opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        """Nothing is opened before the first request."""
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, raw: bytes) -> tuple[int, bytes]:
        """Send a request; status and body. Raises OSError or EOFError when no answer comes."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self._port, limit=LARGEST_HEAD)
        reader, writer = self._streams
        writer.write(raw)
        head = (await reader.readuntil(END)).decode("latin-1")
        status, fields = _parse(head)
        # What says that there is nothing new has no body and need not say so.
        length = "0" if status == NOT_MODIFIED else fields.get("content-length")
        body = await (reader.read() if length is None else reader.readexactly(int(length)))
        if fields.get("connection", "").lower() == "close" or length is None:
            self.close()
        return status, body

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def _parse(head: str) -> tuple[int, dict[str, str]]:
    first, *rest = head.rstrip().split("\r\n")
    pairs = (line.partition(":") for line in rest)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _colon, value in pairs}


class _Clock:
    """When each request may start, so that all connections together keep to the rate."""

    def __init__(self, pace: Pace) -> None:
        self._started = time.perf_counter()
        self._until = self._started + pace.seconds
        self._gap = 1 / pace.rate if pace.rate else 0.0
        self._next = self._started

    async def wait(self) -> bool:
        """False once the turn is over."""
        due = max(self._next, time.perf_counter()) if self._gap else time.perf_counter()
        if due >= self._until:
            return False
        self._next = due + self._gap
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        return True

    def passed(self) -> float:
        """Seconds since the turn began."""
        return time.perf_counter() - self._started


async def _ask_on(port: int, requests: Iterator[bytes], clock: _Clock, turn: Turn) -> None:
    connection = Connection(port)
    try:
        while await clock.wait():
            raw = next(requests)
            begun = time.perf_counter()
            status, body = await connection.ask(raw)
            turn.add(status, len(body), (time.perf_counter() - begun) * 1000)
    finally:
        connection.close()


async def _drive(port: int, requests: Iterator[bytes], pace: Pace) -> Turn:
    clock, turn = _Clock(pace), Turn()
    async with asyncio.TaskGroup() as tasks:
        for _number in range(pace.connections):
            tasks.create_task(_ask_on(port, requests, clock, turn))
    turn.seconds = clock.passed()
    return turn


def drive(port: int, requests: Iterator[bytes], pace: Pace) -> Turn:
    """One turn of load; every request is the next of `requests`, which must not run out.

    Closed loop: a connection asks again once it is answered. Any lost answer raises.
    """
    return asyncio.run(_drive(port, requests, pace))


def ask(port: int, raw: bytes) -> tuple[int, bytes]:
    """One request on a connection of its own: status and body."""

    async def once() -> tuple[int, bytes]:
        connection = Connection(port)
        try:
            return await connection.ask(raw)
        finally:
            connection.close()

    return asyncio.run(once())
