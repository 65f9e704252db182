"""A grouping of 500 cards in 60 topics: what its page costs, and how soon it answers a hand."""

import json
import re
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from benchmarks.bench_pages import ours
from benchmarks.fixtures import House, house, sign_in, texts
from benchmarks.harness import Server, Spread, say
from benchmarks.judging import Report
from benchmarks.load import HOST, Pace, ask, drive, request
from portal.core.db import db, transaction
from portal.people.actors import actor_of
from portal.people.models import Account
from portal.retro import live, opening, phases
from portal.retro.models import Topic, TopicCard
from portal.voice import cards

CARDS, TOPICS = 500, 60
ROUNDS, SECONDS = 7, 2.0
WINDOWS = 5
# How long until what a hand did is painted, as the browser itself measures it.
WATCH = """() => { window.took = []; new PerformanceObserver((list) =>
  window.took.push(...list.getEntries().map(({ name, duration }) => [name, duration])))
  .observe({ type: "event", durationThreshold: 16 }); }"""
# In the middle of the topic that stands beside the first one: both are in sight.
BESIDE = """() => [...document.querySelectorAll(".group h3")]
  .map((one) => one.getBoundingClientRect())
  .filter(({ x, y }, place, all) => x > all[0].x && y > 0 && y < innerHeight - 100)
  .map(({ x, y }) => [x + 20, y + 10])[0]"""


@dataclass(frozen=True)
class Board:
    """A running portal with a large board, and who leads it."""

    home: House
    server: Server
    retro: str
    cookie: str

    @property
    def path(self) -> str:
        """Its page."""
        return f"/in/retros/{self.retro}"

    def get(self) -> bytes:
        """A request for its page."""
        return request(self.path, {"Cookie": self.cookie})


def _lay(home: House) -> str:
    """A session at its grouping: each topic a suggestion with its share of the cards."""
    with home.app.app_context(), transaction():
        bob = actor_of(db.session.scalars(select(Account).filter_by(identifier="bob")).one())
        held = opening.open_session(bob, "Bench", [home.key_result])
        for phase in ("review", "collect", "group"):
            phases.move_to(bob, held, phase)
        for text in texts(CARDS):
            cards.add(held.id, "2026-48", "cause", text)
        found = cards.of_session(held.id)
        for number in range(TOPICS):
            own = [TopicCard(card_id=card.id) for card in found[number::TOPICS]]
            held.topics.append(_topic(number, own))
        held.grouped = True
        return held.id


def _topic(number: int, own: list[TopicCard]) -> Topic:
    name = f"排程 · {number}"
    return Topic(
        place=number + 10,
        theme=f"t{number}",
        title=name,
        judged="suggested",
        terms="排程",
        written=own,
    )


@contextmanager
def _served(stack: ExitStack) -> Iterator[Board]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    home = stack.enter_context(house(texts(20)))
    retro = _lay(home)
    server = stack.enter_context(ours(home, folder))
    yield Board(home, server, retro, sign_in(server.port))


def _reading(board: Board) -> list[float]:
    """CPU milliseconds of the leader's page, by rounds; the first one warms up."""
    status, body = ask(board.server.port, board.get())
    if status != 200 or body.count(b'name="card"') < CARDS:
        raise RuntimeError(f"the board was answered {status} with {len(body)} bytes")
    say(f"  the page: {len(body) // 1000} kB")
    return [_cost(board, cycle([board.get()])) for _round in range(ROUNDS + 1)][1:]


def _cost(board: Board, asked: Iterator[bytes]) -> float:
    board.server.drain()
    begun = board.server.cpu()
    turn = drive(board.server.port, asked, Pace(SECONDS, 1))
    return (board.server.cpu() - begun) / turn.answers


def _moving(board: Board) -> float:
    """CPU milliseconds of moving a card, without the page after it."""
    page = ask(board.server.port, board.get())[1].decode()
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    ids = re.findall(r'name="card"\s+value="(\w+)"', page)
    topics = re.findall(r'data-drop="(\w{26})"', page)
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": board.cookie}
    asked = [
        request(
            f"{board.path}/moves",
            kind,
            urlencode({"csrf_token": found and found[1], "card": id_, "into": into}).encode(),
        )
        for id_, into in zip(cycle(ids), topics[::-1] * 20, strict=False)
    ]
    return _cost(board, cycle(asked))


def _message(board: Board) -> float:
    """CPU milliseconds of the message that everybody gets, at the median."""
    with board.home.app.test_request_context():
        spent = [_seconds(lambda: _fresh_message(board.retro)) for _turn in range(9)]
    return statistics.median(spent) * 1000


def _fresh_message(retro: str) -> dict[str, Any]:
    db.session.rollback()
    return live.message(retro, "zh_Hant")


def _seconds(act: Callable[[], object]) -> float:
    timing = import_module("time")
    begun = timing.process_time()
    act()
    return float(timing.process_time() - begun)


def _by_hand(board: Board) -> dict[str, list[float]]:
    """Milliseconds until the first thing that a hand does is painted, in new windows."""
    # Of the tests' packages; the other benches do without.
    playwright = import_module("playwright.sync_api")
    found: dict[str, list[float]] = {"choose": [], "take": [], "drop": []}
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for _window in range(WINDOWS):
            _one_window(browser, board, found)
        browser.close()
    return found


def _one_window(browser: Any, board: Board, found: dict[str, list[float]]) -> None:
    url = f"http://{HOST}:{board.server.port}"
    known = (one.split("=", 1) for one in board.cookie.split("; "))
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    context.add_cookies(
        [{"name": name, "value": value, "domain": HOST, "path": "/in"} for name, value in known]
    )
    for what, act in (("choose", _choose), ("take", _take), ("drop", _drop)):
        page = context.new_page()
        page.goto(board.path)
        page.evaluate(WATCH)
        took = act(page)
        found[what].append(took if took is not None else _longest(page))
        page.close()
    context.close()


def _longest(page: Any) -> float:
    page.wait_for_timeout(500)
    return max(
        (took for _name, took in json.loads(page.evaluate("JSON.stringify(took)"))), default=16
    )


def _choose(page: Any) -> None:
    page.locator(".card-pick").first.click()


def _take(page: Any) -> None:
    page.locator(".card-grip").first.click()


def _drop(page: Any) -> float:
    """From letting a card go until it lies there: the server's part is in it."""
    grip = page.locator(".card-grip").first
    target = page.evaluate(BESIDE)
    grip.hover()
    page.mouse.down()
    page.mouse.move(*target, steps=3)
    begun = page.evaluate("performance.now()")
    page.mouse.up()
    page.locator("[data-part=board-said]", has_text="排程").wait_for(state="attached")
    return float(page.evaluate("performance.now()") - begun)


def run() -> Report:
    """Measure and judge."""
    report = Report("board", [])
    with ExitStack() as stack, _served(stack) as board:
        page, moved, told = Spread.of(_reading(board)), _moving(board), _message(board)
        say(f"  page {page}, move {moved:.1f}, message {told:.1f} ms of CPU")
        hands = _by_hand(board)
    say(f"  by hand: {hands}")
    report.judge("board page", page)
    report.judge("board move", Spread.of([moved]))
    report.judge("board message", Spread.of([told]))
    for what, took in hands.items():
        report.judge(f"board {what}", Spread.of(took))
    return report
