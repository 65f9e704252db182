"""R4 to R7, R18: long pages, short ones, one that the browser has, and a first view's weight."""

import re
import tempfile
from contextlib import ExitStack
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path

from benchmarks.bench_pages import bare, hello, isso, ours
from benchmarks.fixtures import House, house, sign_in, texts
from benchmarks.harness import FLOOR, Contender, Server, Spread, alternate, cpu, ratio, undisturbed
from benchmarks.judging import Report
from benchmarks.load import HOST, ask, request

MANY, LONG, FEW, FIRST = 1000, 500, 10, 50
THREAD = f"page of a goal with {MANY} posts"
PEER = f"Isso, {MANY} comments"
WHOLE, BARE_WHOLE = f"page, {LONG} posts", f"bare page, {LONG} posts"
SHORT, BARE_SHORT = f"page, {FEW} posts", f"bare page, {FEW} posts"
HAD = "page that the browser has"
FILE = re.compile(rb"/static/[\w./-]+?\.(?:js|css|svg)")
CHUNK = re.compile(rb"chunk-[0-9A-Z]+\.js")


def _raw(home: House, server: Server, **headers: str) -> bytes:
    return request(f"/in/krs/{home.key_result}", {"Cookie": sign_in(server.port), **headers})


def _page(name: str, home: House, server: Server) -> Contender:
    raw = _raw(home, server)
    status, body = ask(server.port, raw)
    if status != 200:
        raise RuntimeError(f"{name}: status {status}")
    return Contender(name, server, cycle([raw]), least=len(body) - 64)


def _bare(name: str, server: Server, count: int) -> Contender:
    raw = request(f"/posts/{count}")
    _status, body = ask(server.port, raw)
    return Contender(name, server, cycle([raw]), least=len(body))


def _had(home: House, server: Server) -> Contender:
    """The page asked for with the tag that its last answer had."""
    cookie = sign_in(server.port)
    address = f"/in/krs/{home.key_result}"
    # The first page of a session makes its token, the second one is the same from then on.
    tag = [_tag(server.port, address, cookie) for _look in range(2)][-1]
    raw = request(address, {"Cookie": cookie, "If-None-Match": tag})
    return Contender(HAD, server, cycle([raw]), status=304)


def _tag(port: int, address: str, cookie: str) -> str:
    connection = HTTPConnection(HOST, port)
    try:
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.headers["ETag"] or ""
    finally:
        connection.close()


def weight(home: House, server: Server) -> int:
    """Bytes of bodies that a first view loads: the page, and its files as a browser gets them."""
    _status, body = ask(server.port, _raw(home, server))
    wanted: list[bytes] = list(dict.fromkeys(FILE.findall(body)))
    seen: dict[bytes, int] = {}
    while wanted:
        address = wanted.pop()
        if address not in seen:
            way = address.decode()
            _status, plain = ask(server.port, request(way))
            _status, packed = ask(server.port, request(way, {"Accept-Encoding": "br"}))
            seen[address] = len(packed)
            if way.endswith("js"):
                wanted += [b"/static/" + name for name in CHUNK.findall(plain)]
    return len(body) + sum(seen.values())


def run() -> Report:
    """Take the turns and judge them."""
    with ExitStack() as stack:
        enter = stack.enter_context
        folder = Path(enter(tempfile.TemporaryDirectory()))
        homes = {count: enter(house(texts(count))) for count in (MANY, LONG, FIRST, FEW)}
        peer, floor = enter(isso(folder, texts(MANY))), enter(bare(folder))
        plain = (FIRST, FEW, MANY)
        served = {count: enter(ours(homes[count], folder)) for count in plain}
        whole = enter(ours(homes[LONG], folder, LONG))
        contenders = [
            hello(floor),
            _bare(BARE_SHORT, floor, FEW),
            _bare(BARE_WHOLE, floor, LONG),
            _page(SHORT, homes[FEW], served[FEW]),
            _page(WHOLE, homes[LONG], whole),
            _page(THREAD, homes[MANY], served[MANY]),
            _had(homes[FEW], served[FEW]),
            Contender(PEER, peer.server, peer.reads(), least=MANY),
        ]
        rounds = alternate(contenders)
        first = weight(homes[FIRST], served[FIRST])
    kept = undisturbed(rounds)
    report = Report("lists", rounds)
    report.costs = {one.name: cpu(kept, one.name) for one in contenders}
    report.judge("R4", ratio(kept, THREAD, PEER))
    report.judge("R5", ratio(kept, WHOLE, BARE_WHOLE))
    report.judge("R6", ratio(kept, SHORT, BARE_SHORT))
    report.judge("R7", ratio(kept, HAD, FLOOR))
    report.judge("R18", Spread(first, first, first))
    return report
