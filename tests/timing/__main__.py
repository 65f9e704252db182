"""Whether a time tells what an answer does not: `python -m tests.timing`.

Asks the running portal about receipts and codes in every state, in turn, prints the area under
the ROC curve for every two of them, and ends with 1 when answers differ or one lies outside. Only
the derivation from a receipt, which takes long for all alike, is one round instead of 100,000.
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.adversary import weakening
from tests.adversary.stores import POSTGRES, SQLITE, PostgresStores, SqliteStores
from tests.crashes.organisation import Organisation
from tests.timing.measuring import Times, measured, pairs
from tests.timing.staging import Family, Stage

ROUNDS, WARMING = 2000, 50
LEAST, MOST = 0.47, 0.53
PAUSE = 0.002
HONEST, PLANTED = "quick", "slow"
HEAD = """\
| asked about | database | one and the other | bytes | median, ms | AUC |
| --- | --- | --- | --- | ---: | ---: |"""


def say(line: str) -> None:
    """Tell whoever waits, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def told_apart(what: str, database: str, family: Family, rounds: int) -> bool:
    """Measure a family and print its lines; True when an answer or a time tells."""
    chance = Random(1)  # noqa: S311 - an order, no secret
    measured(family, WARMING, chance, pause=PAUSE)
    times = measured(family, rounds, chance, pause=PAUSE)
    lines = [_line(family, times, *two, area) for two, area in pairs(times).items()]
    for line, _apart in lines:
        say(f"| {what} | {database} | {line} |")
    return any(apart for _line, apart in lines)


def _line(family: Family, times: Times, one: str, other: str, area: float) -> tuple[str, bool]:
    """What the table says of two, and whether they can be told apart."""
    answers = family[one].answers | family[other].answers
    same = len(answers) == 1
    medians = ", ".join(f"{1000 * statistics.median(times[name]):.2f}" for name in (one, other))
    said = f"{one}, {other} | {'same' if same else 'DIFFERENT'} | {medians} | {area:.3f}"
    return said, not same or not LEAST <= area <= MOST


def run(database: str, rounds: int, weak: str, wanted: list[str]) -> bool:
    """Stage it and ask; True when something was told apart."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        sqlite = database == SQLITE
        stores = SqliteStores(place / "data") if sqlite else PostgresStores.made(place / "data")
        stack.callback(stores.close)
        organisation = Organisation(place, stores, weak=weak, PORTAL_RETENTION="1")
        stack.callback(organisation.kill_web)
        organisation.found()
        stage = Stage(organisation)
        stage.set_up()
        found = stage.families()
        asked = [name for name in found if name in (wanted or found)]
        told = [told_apart(name, database, found[name], rounds) for name in asked]
    return any(told)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.timing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--databases", nargs="+", default=[SQLITE, POSTGRES])
    parser.add_argument("--only", nargs="+", default=[], help="'receipt, JSON' and the like")
    parser.add_argument("--planted", action="store_true", help="half a millisecond, to be found")
    chosen = parser.parse_args()
    weak = PLANTED if chosen.planted else HONEST
    weakening.WEAK[HONEST]()
    say(HEAD)
    told = [run(one, chosen.rounds, weak, chosen.only) for one in chosen.databases]
    return 1 if any(told) else 0


if __name__ == "__main__":
    sys.exit(main())
