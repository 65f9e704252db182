"""The wall of candles with 500 key results: its cost, its weight, its first paint on a phone."""

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
ROUNDS, SECONDS = 7, 2.0
WINDOWS = 5
PATH = "/in/candles"
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

    def get(self, **more: str) -> bytes:
        """A request for its page."""
        return request(PATH, {"Cookie": self.cookie, "Accept-Encoding": "br, gzip", **more})


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


def _warm(wall: Wall) -> Spread:
    """CPU milliseconds of the page while nothing changes, by rounds; the first one warms up."""
    status, body = ask(wall.server.port, wall.get(**{"Accept-Encoding": "identity"}))
    if status != 200 or body.count(b"kline small") < GOALS:
        raise RuntimeError(f"the wall was answered {status} with {len(body)} bytes")
    return Spread.of([_cost(wall) for _round in range(ROUNDS + 1)][1:])


def _cost(wall: Wall) -> float:
    wall.server.drain()
    begun = wall.server.cpu()
    turn = drive(wall.server.port, cycle([wall.get()]), Pace(SECONDS, 1))
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
        warm, changed = _warm(wall), _after_a_change(wall)
        weight = len(ask(wall.server.port, wall.get())[1]) / 1000
        painted = _painted(wall)
    say(f"  warm {warm}, after a change {changed:.0f} ms of CPU, {weight:.0f} kB, {painted}")
    report.judge("wall warm", warm)
    report.judge("wall after a change", Spread.of([changed]))
    report.judge("wall weight", Spread.of([weight]))
    report.judge("wall painted", painted)
    return report
