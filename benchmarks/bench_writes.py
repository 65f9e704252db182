"""R10 and R11: a post beside a bare commit on the same disk, and sixty-four who write at once."""

import os
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug.test import create_environ

from benchmarks.bench_pages import ours
from benchmarks.fixtures import House, house, texts
from benchmarks.harness import ROUNDS, Spread, say
from benchmarks.judging import Report
from benchmarks.load import Pace, Turn, drive
from portal.core import clock
from portal.core.settings import settings
from portal.voice import schedule, service
from portal.voice.views import PLACES

POSTS = 200
# As large as a sealed post of a few words.
SEALED = 1024 + 29
# Each process refuses more than 300 a second (429), and there are as many as cores: near to that,
# so that what is measured is the way of a post and seldom the limit.
BURST = Pace(seconds=7.0, connections=64, rate=280.0 * (os.cpu_count() or 2))
TAKEN, REFUSED = 202, 429
BURSTS = 3
SLOWEST = 1000.0


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "said"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


def _per_second(do: Callable[[], None], times: int) -> float:
    begun = time.perf_counter()
    for _time in range(times):
        do()
    return times / (time.perf_counter() - begun)


@contextmanager
def _raw(path: Path) -> Iterator[Callable[[], None]]:
    """Commit one row by SQLite alone, as durable as the inbox: WAL, synchronous FULL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("pragma journal_mode = wal")
        store.execute("pragma synchronous = full")
        store.execute("create table said (key blob primary key, sealed blob) without rowid")

        def commit() -> None:
            row = (secrets.token_bytes(32), secrets.token_bytes(SEALED))
            store.execute("insert into said values (?, ?)", row)

        yield commit


def _durable(connection: Any, _record: object) -> None:
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")


@contextmanager
def _orm(path: Path) -> Iterator[Callable[[], None]]:
    """Commit one row through SQLAlchemy's ORM, by one writer."""
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _durable)
    _Base.metadata.create_all(engine)

    def commit() -> None:
        with Session(engine) as session, session.begin():
            session.add(_Row(key=secrets.token_bytes(32), sealed=secrets.token_bytes(SEALED)))

    yield commit
    engine.dispose()


def _taking(home: House, count: int) -> Callable[[], None]:
    """Take in the next of so many posts, from the fields of its request to its place."""
    bodies = cycle(texts(100))
    envelope = {"v": 1, "pad": ""}
    tokens = home.make_tokens(count)
    waiting = iter([envelope | home.fields(token, next(bodies)) for token in tokens])

    # Within a request, which is what keeps what was worked out of main; nobody has sent one.
    unsent = create_environ("/say/posts", method="POST")

    def take() -> None:
        with home.app.request_context(unsent.copy()):
            sent = service.check_post(service.read_post(next(waiting)), PLACES)
            service.submit(sent, schedule.epoch_of(settings(), clock.today()))

    return take


def _beside_raw(home: House, folder: Path) -> list[float]:
    """How many bare commits one post takes, round by round."""
    take, found = _taking(home, (ROUNDS + 1) * POSTS), []
    with _raw(folder / "raw.db") as commit:
        for number in range(ROUNDS + 1):
            bare, post = _per_second(commit, POSTS), _per_second(take, POSTS)
            if number:
                found.append(bare / post)
                say(f"  round {number}: {post:.0f} posts/s, {bare:.0f} bare commits/s")
    return found


def _burst(home: House, port: int) -> Turn:
    """Everybody at once. Raises RuntimeError when one was neither taken nor asked to wait."""
    count = int(BURST.seconds * (BURST.rate or 0)) + BURST.connections
    bodies = cycle(texts(100))
    requests = iter([home.post(token, next(bodies)) for token in home.make_tokens(count)])
    turn = drive(port, requests, BURST)
    if not set(turn.statuses) <= {TAKEN, REFUSED}:
        raise RuntimeError(f"a burst was answered {dict(turn.statuses)}")
    return turn


def _bursts(home: House, folder: Path, report: Report) -> None:
    shares, slowest = [], []
    with _orm(folder / "orm.db") as commit, ours(home, folder) as server:
        for number in range(BURSTS):
            single = _per_second(commit, POSTS)
            turn = _burst(home, server.port)
            taken = turn.statuses[TAKEN] / turn.seconds
            shares.append(taken / single)
            slowest.append(turn.percentile(0.99))
            say(
                f"  burst {number + 1}: {taken:.0f}/s, p99 {slowest[-1]:.0f} ms, ORM {single:.0f}/s"
            )
    report.judge("R11", Spread.of(shares))
    report.judge("R11 p99", Spread.of([one / SLOWEST for one in slowest]))


def run() -> Report:
    """Measure both and judge."""
    report = Report("writes", [])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = stack.enter_context(house([]))
        report.judge("R10", Spread.of(_beside_raw(home, folder)))
        _bursts(home, folder, report)
    report.note("load", os.getloadavg()[0])
    return report
