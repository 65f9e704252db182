"""R16: the newest twenty hits among 100,000 posts, beside a LIKE scan that finds nothing."""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine

from benchmarks.fixtures import CHINESE, SEED, texts
from benchmarks.harness import ROUNDS, Spread, say
from benchmarks.judging import Report
from portal.core import fulltext
from portal.detectors.segments import segmented, sought
from portal.voice.models import RENDERED

POSTS = 100_000
A_RELEASE = 200
TIMES, SCANS = 40, 3
NOWHERE = "火星"
PAGE = 20
# Frequent and rare, of one letter to a phrase, in both languages and both ways of writing.
WORDS = (
    *("供應", "排程", "客人", "品检", "料", "供應商交期", "supplier", "integr", "#77123"),
    *("排程 備品", '"two teams"', "倉庫 handover"),
)


def _row(number: int, body: str) -> dict[str, Any]:
    id_ = f"{number:026d}"
    return {
        "post_id": id_,
        "epoch": "2026-11",
        "html": body.replace("\n", "<br>"),
        "place": fulltext.place(number // A_RELEASE, id_),
        "target": f"goal {number % 60}",
        "words": segmented(body),
    }


@contextmanager
def _store(folder: Path, bodies: Sequence[str]) -> Iterator[Connection]:
    """These posts as search.db has them, and a plain table of their texts."""
    engine = create_engine(f"sqlite:///{folder / 'search.db'}")
    with engine.begin() as connection:
        RENDERED.create(connection)
        connection.exec_driver_sql("create table plain (id integer primary key, body text)")
        connection.execute(RENDERED.insert(), [_row(n, one) for n, one in enumerate(bodies)])
        rows = list(enumerate(bodies))
        connection.exec_driver_sql("insert into plain values (?, ?)", rows)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _cost(do: Callable[[], object], times: int) -> float:
    """CPU milliseconds of one."""
    begun = time.process_time()
    for _time in range(times):
        do()
    return 1000 * (time.process_time() - begun) / times


def _like(connection: Connection, word: str) -> list[Any]:
    query = "select id from plain where body like ? order by id desc limit 20"
    return list(connection.exec_driver_sql(query, (f"%{word}%",)))


def _newest(connection: Connection, words: str) -> Sequence[str]:
    return fulltext.hits(connection, RENDERED, sought(words).match, size=PAGE)


def _pairs() -> list[str]:
    """Every two Chinese letters in a row of the phrases from which the posts are made."""
    found = {one[at : at + 2] for one in CHINESE for at in range(len(one) - 1)}
    return random.Random(SEED).sample(sorted(found), 40)  # noqa: S311 - the same each time


def _recall(connection: Connection, bodies: Sequence[str]) -> float:
    """The share of the posts with a word of two letters that are found by it: the worst word's."""
    shares = []
    for pair in _pairs():
        there = {number for number, body in enumerate(bodies) if pair in body}
        ids = fulltext.hits(connection, RENDERED, sought(pair).match, size=POSTS)
        shares.append(len({int(id_) for id_ in ids} & there) / len(there))
    return min(shares)


def run() -> Report:
    """Measure, round by round, and judge."""
    report, bodies = Report("search", []), texts(POSTS)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        with _store(Path(folder), bodies) as connection:
            spent = time.process_time() - begun
            size = (Path(folder) / "search.db").stat().st_size / 1e6
            say(f"  {spent:.1f} CPU s to fill, {size:.0f} MB with a plain table of the texts")
            report.note("CPU s to fill, MB", [round(spent, 1), round(size)])
            report.judge("R16 recall", Spread.of([_recall(connection, bodies)]))
            _rounds(connection, report)
    report.note("load", os.getloadavg()[0])
    return report


def _rounds(connection: Connection, report: Report) -> None:
    costs: dict[str, list[float]] = {words: [] for words in WORDS}
    ratios = []
    for number in range(ROUNDS + 1):
        scan = _cost(lambda: _like(connection, NOWHERE), SCANS)
        mine = {words: _cost(_asking(connection, words), TIMES) for words in WORDS}
        if number:
            ratios.append(sum(mine.values()) / len(mine) / scan)
            for words, cost in mine.items():
                costs[words].append(cost)
            say(f"  round {number}: scan {scan:.1f}, dearest {max(mine.values()):.2f} ms")
    report.judge("R16", Spread.of(ratios))
    report.note("CPU ms", {words: str(Spread.of(found)) for words, found in costs.items()})


def _asking(connection: Connection, words: str) -> Callable[[], object]:
    return lambda: _newest(connection, words)
