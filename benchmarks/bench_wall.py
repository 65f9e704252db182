"""The wall of 500 candles and the tree of 2,000 goals: cost, weight, first paint on a phone."""

import random
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from benchmarks.bench_pages import ours
from benchmarks.fixtures import SEED, House, house, sign_in, texts
from benchmarks.harness import Server, Spread, say
from benchmarks.judging import Report
from benchmarks.load import HOST, Pace, ask, drive, request
from portal.core import clock
from portal.core.db import db, transaction
from portal.okr.models import CheckIn, KeyResult, Objective

GOALS, EACH, WEEKS = 500, 5, 9
OBJECTIVES = 2000
ROUNDS, SECONDS = 7, 2.0
WINDOWS = 5
PATH, TREE = "/in/candles", "/in/tree"
# A phone of the shop floor: 1.6 Mbit/s down, 150 ms away, a quarter of this processor.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 9e4}
SLOWER = 4
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const paint = list.getEntries().find(({ name }) => name === "first-contentful-paint");
  if (paint) done(paint.startTime);
}).observe({ type: "paint", buffered: true }))"""


@dataclass(frozen=True)
class Wall:
    """A running portal with many goals, and who reads them."""

    home: House
    server: Server
    cookie: str

    def get(self, path: str = PATH, **more: str) -> bytes:
        """A request for one of its pages."""
        return request(path, {"Cookie": self.cookie, "Accept-Encoding": "br, gzip", **more})


def lay(home: House, number: int = GOALS) -> None:
    """So many key results, five an objective, each read once a week."""
    with home.app.app_context(), transaction() as session:
        first = db.session.scalars(select(KeyResult).limit(1)).one()
        goals = [_objective(first, place) for place in range(number // EACH)]
        session.add_all(goals)
        session.flush()
        results = [_result(first, one.id, place) for one in goals for place in range(EACH)]
        session.add_all(results)
        session.flush()
        session.execute(insert(CheckIn), [row for one in results for row in _read(one)])


def grow(home: House, number: int = OBJECTIVES) -> None:
    """More objectives, until there are so many, each under one that was there before."""
    rng = random.Random(SEED)  # noqa: S311 - not for secrets
    with home.app.app_context(), transaction() as session:
        known = list(db.session.scalars(select(Objective).order_by(Objective.title)))
        like = db.session.scalars(select(KeyResult).limit(1)).one()
        for place in range(number - len(known)):
            one = _objective(like, 1000 + place)
            one.parent_id = rng.choice(known[: len(known) // 2 + 1]).id
            session.add(one)
            session.flush()
            known.append(one)


def _objective(like: KeyResult, place: int) -> Objective:
    return Objective(
        cycle_id=like.objective.cycle_id,
        team_id=like.objective.team_id,
        owner_id=like.owner_id,
        title=f"讓客人願意再來 · {place}",
    )


def _result(like: KeyResult, objective: str, place: int) -> KeyResult:
    return KeyResult(
        objective_id=objective,
        owner_id=like.owner_id,
        place=place,
        title=f"準時率 {place}",
        plain=f"客人訂的貨，第 {place} 區準時送到",
        kind="reach",
        unit="%",
        baseline=Decimal(70),
        target=Decimal(95),
        current=Decimal(80),
        due=like.due,
    )


def _read(one: KeyResult) -> Iterator[dict[str, Any]]:
    rng, value = random.Random(f"{SEED}{one.id}"), Decimal(70)  # noqa: S311 - not for secrets
    for week in range(WEEKS):
        value += Decimal(rng.randrange(-2, 5)) / 2
        yield {
            "key_result_id": one.id,
            "account_id": one.owner_id,
            "number": week + 1,
            "day": clock.today() - timedelta(days=7 * (WEEKS - week)),
            "value": value,
            "confidence": 7,
            "note": "",
        }


@contextmanager
def _served(stack: ExitStack) -> Iterator[Wall]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    home = stack.enter_context(house(texts(20)))
    lay(home)
    server = stack.enter_context(ours(home, folder))
    yield Wall(home, server, sign_in(server.port))


def _warm(wall: Wall, path: str, part: bytes, number: int) -> Spread:
    """CPU milliseconds of a page while nothing changes, by rounds; the first one warms up."""
    status, body = ask(wall.server.port, wall.get(path, **{"Accept-Encoding": "identity"}))
    if status != 200 or body.count(part) < number:
        raise RuntimeError(f"{path} was answered {status} with {len(body)} bytes")
    return Spread.of([_cost(wall, path) for _round in range(ROUNDS + 1)][1:])


def _cost(wall: Wall, path: str) -> float:
    wall.server.drain()
    begun = wall.server.cpu()
    turn = drive(wall.server.port, cycle([wall.get(path)]), Pace(SECONDS, 1))
    return (wall.server.cpu() - begun) / turn.answers


def _after_a_change(wall: Wall) -> float:
    """CPU milliseconds of the page right after an update of any goal, at the median."""
    spent = []
    for _round in range(ROUNDS):
        with wall.home.app.app_context(), transaction():
            one = db.session.scalars(select(KeyResult).limit(1)).one()
            one.current += 1
        wall.server.drain()
        begun = wall.server.cpu()
        ask(wall.server.port, wall.get())
        spent.append(wall.server.cpu() - begun)
    return statistics.median(spent)


def _painted(wall: Wall) -> Spread:
    """Milliseconds until a slow phone has painted the first of it, style sheet and all at hand."""
    playwright = import_module("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        found = [_one_window(browser, wall) for _window in range(WINDOWS)]
        browser.close()
    return Spread.of(found)


def _one_window(browser: Any, wall: Wall) -> float:
    context = browser.new_context(
        base_url=f"http://{HOST}:{wall.server.port}", viewport={"width": 390, "height": 844}
    )
    known = (one.split("=", 1) for one in wall.cookie.split("; "))
    context.add_cookies(
        [{"name": name, "value": value, "domain": HOST, "path": "/in"} for name, value in known]
    )
    page = context.new_page()
    page.goto("/in/account")
    tapped = context.new_cdp_session(page)
    tapped.send("Network.emulateNetworkConditions", LINE)
    tapped.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(PATH, wait_until="commit")
    took = float(page.evaluate(PAINTED))
    context.close()
    return took


def run() -> Report:
    """Measure and judge."""
    report = Report("wall", [])
    with ExitStack() as stack, _served(stack) as wall:
        warm, changed = _warm(wall, PATH, b"kline small", GOALS), _after_a_change(wall)
        weight = len(ask(wall.server.port, wall.get())[1]) / 1000
        painted = _painted(wall)
        grow(wall.home)
        tree = _warm(wall, TREE, b"data-goal", OBJECTIVES)
        told = len(ask(wall.server.port, wall.get(TREE))[1]) / 1000
    say(f"  tree {tree} ms of CPU, {told:.0f} kB")
    say(f"  warm {warm}, after a change {changed:.0f} ms of CPU, {weight:.0f} kB, {painted}")
    report.judge("wall warm", warm)
    report.judge("wall after a change", Spread.of([changed]))
    report.judge("wall weight", Spread.of([weight]))
    report.judge("wall painted", painted)
    report.judge("tree warm", tree)
    report.judge("tree weight", Spread.of([told]))
    return report
