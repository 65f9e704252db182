"""The long run: `python -m tests.adversary` prints the table of docs/threat-model.md.

With `--folder DIR` the worlds stay there, and those that lived already are not lived again.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.adversary.plan import CONTROLS, LONG, Plan
from tests.adversary.scoring import Attacked, Score, attacked, judged, order_seen
from tests.adversary.stores import POSTGRES, SQLITE, PostgresStores, SqliteStores
from tests.adversary.variants import THIEF_LIVE, VARIANTS, Variant, hand_over
from tests.adversary.world import live, read_truth, saved

WORLDS = 6
CONTROL_WORLDS = 2
HEAD = """\
| attacker | database | posts | chance | top-1 | at most (95 %) | times chance | at most | guess |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"""


@dataclass(frozen=True)
class Life:
    """One world to be lived: of which plan and seed, on which database, in which folder."""

    plan: Plan
    seed: int
    database: str
    folder: Path

    @property
    def truth(self) -> Path:
        return self.folder / "truth.json"

    def live(self) -> str:
        """Live it, unless it lived before; what to say of it."""
        if self.truth.exists():
            return f"{self.folder.name}: lived before"
        begun = time.monotonic()
        truth = live(self.plan, self.seed, self.folder, self._stores())
        saved(truth, self.truth)
        return f"{self.folder.name}: {len(truth.authors)} posts, {time.monotonic() - begun:.0f} s"

    def _stores(self) -> SqliteStores | PostgresStores:
        data = self.folder / "data"
        if self.database == SQLITE:
            return SqliteStores(data)
        # The path of a socket must be short.
        servers = tempfile.mkdtemp(prefix="candor-pg-", dir="/tmp")
        return PostgresStores(data, Path(servers))

    def handed(self, variant: Variant) -> Attacked:
        """What is left of it, in the hands of this attacker."""
        held = self.folder / "held" / variant.name.replace(" ", "-")
        shutil.rmtree(held, ignore_errors=True)
        return attacked(hand_over(self.folder / "left", variant, held), read_truth(self.truth))


def say(line: str) -> None:
    """Tell whoever waits, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def honest(folder: Path, database: str, worlds: int) -> list[Life]:
    """The worlds of one database, as the product is."""
    names = ((seed, folder / f"{database}-{seed}") for seed in range(worlds))
    return [Life(LONG, seed, database, path) for seed, path in names]


def weak(folder: Path) -> dict[str, list[Life]]:
    """The worlds of each positive control."""
    return {
        name: [Life(plan, s, SQLITE, folder / f"weak-{place}-{s}") for s in range(CONTROL_WORLDS)]
        for place, (name, plan) in enumerate(CONTROLS.items())
    }


def run(folder: Path, databases: Iterable[str], worlds: int, jobs: int) -> None:
    """Let all worlds live, attack them, and print the table."""
    sound = {database: honest(folder, database, worlds) for database in databases}
    controls = weak(folder)
    # A world of each database in turn: broken off, the run has some of both.
    lives = [life for some in zip(*sound.values(), strict=True) for life in some]
    lives += [life for some in controls.values() for life in some]
    with ProcessPoolExecutor(jobs) as pool:
        for said in pool.map(Life.live, lives):
            say(said)
        say(f"\n{HEAD}")
        rows = [
            (variant.name, database, some, variant)
            for database, some in sound.items()
            for variant in VARIANTS
        ]
        rows += [(f"control: {name}", SQLITE, some, THIEF_LIVE) for name, some in controls.items()]
        for row in pool.map(_row, *zip(*rows, strict=True)):
            say(row)
        for database, some in sound.items():
            tau = order_seen(some[-1].handed(THIEF_LIVE))
            say(f"{database}: the live disk shows the order inside one window, tau {tau:.2f}")


def _row(name: str, database: str, lives: Iterable[Life], variant: Variant) -> str:
    score = judged([life.handed(variant) for life in lives])
    return f"| {name} | {database} | {_figures(score)} | {' + '.join(score.combination)} |"


def _figures(score: Score) -> str:
    rate, bound, chance = (f"{100 * x:.2f} %" for x in (score.rate, score.bound, score.chance))
    times = f"{score.rate / score.chance:.2f} | {score.bound / score.chance:.2f}"
    return f"{score.posts:,} | {chance} | {rate} | {bound} | {times}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.adversary", description=__doc__)
    parser.add_argument("--folder", type=Path, help="where worlds live, and stay")
    parser.add_argument("--worlds", type=int, default=WORLDS, help="of each database")
    parser.add_argument("--databases", nargs="+", default=[SQLITE, POSTGRES])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = (chosen.folder or Path(folder)).absolute()
        run(where, chosen.databases, chosen.worlds, chosen.jobs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
