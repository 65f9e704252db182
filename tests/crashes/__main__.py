"""The long run: `python -m tests.crashes` prints the table of docs/operations.md.

Fifty instants for every operation, database and victim; it ends with 1 when anything was lost.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from operator import contains
from pathlib import Path

from tests.adversary.stores import POSTGRES, SQLITE, PostgresStores, SqliteStores
from tests.crashes.killing import Killed, TheInbox, TheProgram, killed
from tests.crashes.operations import OPERATIONS
from tests.crashes.organisation import Lost, Organisation

TIMES = 50
HEAD = """\
| operation | database | killed | instants | from, ms | inside | how far | lost or doubled |
| --- | --- | --- | ---: | ---: | ---: | --- | ---: |"""
COURSES = ((SQLITE, TheProgram.name), (POSTGRES, TheProgram.name), (POSTGRES, TheInbox.name))


def say(line: str) -> None:
    """Tell whoever waits, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def row(operation: str, database: str, victim: str, found: Killed) -> str:
    """A line of the table; what was lost would have ended the run."""
    begin, end = (round(1000 * one) for one in found.course)
    stages = ", ".join(f"{many} {stage}" for stage, many in sorted(found.stages.items()))
    figures = f"{len(found.instants)} | {begin}–{end} | {found.inside} | {stages} | 0"
    return f"| {operation} | {database} | {victim} | {figures} |"


def run(database: str, victim: str, chosen: argparse.Namespace) -> bool:
    """The chosen operations in one organisation; False when something was lost."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        sqlite = database == SQLITE
        stores = SqliteStores(place / "data") if sqlite else PostgresStores.made(place / "data")
        stack.callback(stores.close)
        organisation = Organisation(place, stores, seed=chosen.seed)
        stack.callback(organisation.kill_web)
        organisation.found()
        hand = (
            TheInbox(stores)
            if isinstance(stores, PostgresStores) and victim == TheInbox.name
            else TheProgram()
        )
        for make in (one for one in OPERATIONS if one.name in chosen.operations):
            try:
                found = killed(make(organisation), chosen.times, hand)
                say(row(make.name, database, victim, found))
            except Lost as lost:
                say(f"| {make.name} | {database} | {victim} | LOST: {lost} |")
                return False
        said = organisation.audit().strip()
        say(f"{database}, {victim}: {len(organisation.sent)} posts; audit: {said}")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.crashes", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="instants for each line")
    parser.add_argument("--databases", nargs="+", default=[SQLITE, POSTGRES])
    victims, names = sorted({one[1] for one in COURSES}), [one.name for one in OPERATIONS]
    parser.add_argument("--killed", nargs="+", default=victims, choices=victims)
    parser.add_argument("--operations", nargs="+", default=names, choices=names)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    wanted = (chosen.databases, chosen.killed)
    courses = [one for one in COURSES if all(map(contains, wanted, one))]
    say(HEAD)
    return 0 if all(_all(courses, chosen)) else 1


def _all(courses: list[tuple[str, str]], chosen: argparse.Namespace) -> Iterable[bool]:
    with ProcessPoolExecutor(chosen.jobs) as pool:
        waiting = [pool.submit(run, *one, chosen) for one in courses]
        return [one.result() for one in waiting]


if __name__ == "__main__":
    sys.exit(main())
