"""R1 and R3: the page of a key result, signed in, beside Isso's thread of as many comments."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path

from benchmarks.fixtures import House, house, sign_in, texts
from benchmarks.harness import (
    FLOOR,
    Contender,
    Server,
    Spread,
    alternate,
    cpu,
    free_port,
    ratio,
    undisturbed,
)
from benchmarks.judging import Report
from benchmarks.load import Pace, ask, request
from benchmarks.peers.isso import Isso
from portal.front.views import SIZE

POSTS = 100
BARE = f"bare page, {POSTS} posts"
SERVED = f"page, {SIZE} of {POSTS} posts"
WHOLE = f"page, {POSTS} posts"
CHANGED = f"page, {POSTS} posts, changed"
PEER = f"Isso, {POSTS} comments"
MARK = b'class="voice"'
REMARK42 = 0.118


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """The floor, on the product's kind of server with as many workers and threads."""
    port, workers = free_port(), os.cpu_count() or 2
    gunicorn = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", str(workers)]
    options = ["--threads", "8", "--keep-alive", "75", "--log-level", "warning"]
    command = [*gunicorn, *options, "-b", f"127.0.0.1:{port}", "benchmarks.bare_app:app"]
    server = Server(command, port, folder / "bare.log")
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def ours(home: House, folder: Path, size: int | None = None) -> Iterator[Server]:
    """`portal web` on this organisation; with `size`, that many posts to a page."""
    port = free_port()
    plain = ["-m", "portal", "web", "--port", str(port)]
    wide = ["-m", "benchmarks.wide", str(size), str(port)]
    command = [sys.executable, *(wide if size else plain)]
    env = {"PORTAL_DATA": str(home.data), "PORTAL_ORG": "Bench"}
    server = Server(command, port, folder / f"ours-{size}.log", **env)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def isso(folder: Path, posts: list[str]) -> Iterator[Isso]:
    """Isso with these posts as comments."""
    peer = Isso(folder, os.cpu_count() or 2)
    try:
        peer.populate(posts)
        yield peer
    finally:
        peer.server.stop()


def hello(server: Server) -> Contender:
    """The barest page, which tells whether a round was disturbed."""
    return Contender(FLOOR, server, cycle([request("/hello")]), least=5)


def _raw(home: House, server: Server) -> bytes:
    return request(f"/in/krs/{home.key_result}", {"Cookie": sign_in(server.port)})


def _page(name: str, home: House, server: Server, shown: int) -> Contender:
    raw = _raw(home, server)
    status, body = ask(server.port, raw)
    if status != 200 or body.count(MARK) != shown:
        raise RuntimeError(f"{name}: status {status}, {body.count(MARK)} posts")
    return Contender(name, server, cycle([raw]), least=len(body) - 64)


def _changing(home: House, server: Server, least: int) -> Contender:
    """The page, each time after a commit to main that nothing kept outlives."""
    requests = home.after_changes(_raw(home, server))
    return Contender(CHANGED, server, requests, least=least, pace=Pace(connections=1))


def reader(
    name: str, server: Server, requests: Iterator[bytes], pace: Pace | None = None
) -> Contender:
    """Whoever reads a page; its first answer tells how long every other one must be."""
    status, body = ask(server.port, next(requests))
    if status != 200:
        raise RuntimeError(f"{name}: status {status}")
    return Contender(name, server, requests, least=len(body) * 9 // 10, pace=pace or Pace())


def run() -> Report:
    """Take the turns and judge them."""
    posts = texts(POSTS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = stack.enter_context(house(posts))
        peer = stack.enter_context(isso(folder, posts))
        floor = stack.enter_context(bare(folder))
        served = stack.enter_context(ours(home, folder))
        whole = stack.enter_context(ours(home, folder, POSTS))
        page = _page(WHOLE, home, whole, POSTS)
        contenders = [
            hello(floor),
            reader(BARE, floor, cycle([request(f"/posts/{POSTS}")])),
            _page(SERVED, home, served, SIZE),
            page,
            _changing(home, whole, page.least),
            reader(PEER, peer.server, peer.reads()),
        ]
        rounds = alternate(contenders)
        memory = {one.name: round(one.server.memory(), 1) for one in contenders}
    kept = undisturbed(rounds)
    report = Report("pages", rounds, memory=memory)
    report.costs = {one.name: cpu(kept, one.name) for one in contenders}
    report.judge("R1", ratio(kept, WHOLE, PEER))
    report.judge("R1 as served", ratio(kept, SERVED, PEER))
    # Its own run is not to be had here: its ratio to Isso is quoted (performance.md 1.1).
    beside = ratio(kept, WHOLE, PEER)
    quoted = (one / REMARK42 for one in (beside.median, beside.low, beside.high))
    report.judge("R2", Spread(*quoted))
    report.judge("R3", ratio(kept, CHANGED, PEER))
    report.judge("R1 to bare", ratio(kept, WHOLE, BARE))
    return report
