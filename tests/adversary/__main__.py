"""The long run: `python -m tests.adversary` prints the table of docs/threat-model.md.

With `--folder DIR` the worlds stay there, and those that lived already are not lived again.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.adversary.plan import (
    CONTROLS,
    LONG,
    ROOM_CONTROLS,
    ROOMS,
    WEEK_CONTROLS,
    WEEKS,
    Plan,
)
from tests.adversary.scoring import (
    Attacked,
    Score,
    attacked,
    judged,
    judged_both_ways,
    order_seen,
)
from tests.adversary.stores import POSTGRES, SQLITE, PostgresStores, SqliteStores
from tests.adversary.variants import (
    ADMINISTRATOR_NIGHTS,
    THIEF_LIVE,
    VARIANTS,
    WATCHER,
    Variant,
    hand_over,
)
from tests.adversary.world import live, read_truth, saved

WORLDS = 6
ROOM_WORLDS = 4
CONTROL_WORLDS = 2
SAID = ("cards", "ballots", "polls")
KINDS = ["posts", "rooms", "answers"]
HEAD = """\
| attacker | database | of | scored | chance | top-1 | at most (95 %) | times | at most | guess |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"""


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

    def handed(self, variant: Variant, of: str) -> Attacked:
        """What is left of it, in the hands of this attacker."""
        held = self.folder / "held" / f"{variant.name}-{of}".replace(" ", "-")
        shutil.rmtree(held, ignore_errors=True)
        return attacked(hand_over(self.folder / "left", variant, held), read_truth(self.truth), of)


@dataclass(frozen=True)
class Attack:
    """A row of the table: who attacks what in which worlds."""

    name: str
    variant: Variant
    of: str
    lives: Sequence[Life]

    def row(self) -> str:
        """Choose, score, and say how it went."""
        judge = judged if self.of == "posts" else judged_both_ways
        score = judge([life.handed(self.variant, self.of) for life in self.lives])
        where = f"{self.name} | {self.lives[0].database} | {self.of}"
        return f"| {where} | {_figures(score)} | {' + '.join(score.combination)} |"


def say(line: str) -> None:
    """Tell whoever waits, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def posted(folder: Path, database: str, worlds: int) -> list[Attack]:
    """The attacks on posts in one database, as the product is."""
    lives = [Life(LONG, s, database, folder / f"{database}-{s}") for s in range(worlds)]
    return [Attack(one.name, one, "posts", lives) for one in VARIANTS]


def met(folder: Path, database: str, worlds: int) -> list[Attack]:
    """The same on what is said in retrospectives; and what is seen while they go on."""
    lives = [Life(ROOMS, s, database, folder / f"rooms-{database}-{s}") for s in range(worlds)]
    return [Attack(one.name, one, of, lives) for of in SAID for one in (*VARIANTS, WATCHER)]


def weak(folder: Path, plans: Mapping[str, Plan], name: str) -> list[list[Life]]:
    """The worlds of some positive controls."""
    return [
        [Life(plan, s, SQLITE, folder / f"{name}-{place}-{s}") for s in range(CONTROL_WORLDS)]
        for place, plan in enumerate(plans.values())
    ]


def posts_weakened(folder: Path) -> list[Attack]:
    """The attacks on posts that must succeed."""
    lives = weak(folder, CONTROLS, "weak")
    named = zip(CONTROLS, lives, strict=True)
    return [Attack(f"control: {name}", THIEF_LIVE, "posts", some) for name, some in named]


def rooms_weakened(folder: Path) -> list[Attack]:
    """The same on cards, and on ballots."""
    lives = weak(folder, ROOM_CONTROLS, "weak-rooms")
    by = ((THIEF_LIVE, "cards"), (ADMINISTRATOR_NIGHTS, "cards"), (THIEF_LIVE, "ballots"))
    return [
        Attack(f"control: {name}", variant, of, some)
        for name, (variant, of), some in zip(ROOM_CONTROLS, by, lives, strict=True)
    ]


def answered(folder: Path, database: str, worlds: int) -> list[Attack]:
    """The same on answers to the questions of weeks."""
    lives = [Life(WEEKS, s, database, folder / f"weeks-{database}-{s}") for s in range(worlds)]
    return [Attack(one.name, one, "answers", lives) for one in VARIANTS]


def weeks_weakened(folder: Path) -> list[Attack]:
    """The same where it must succeed."""
    named = zip(WEEK_CONTROLS, weak(folder, WEEK_CONTROLS, "weak-weeks"), strict=True)
    return [Attack(f"control: {name}", THIEF_LIVE, "answers", some) for name, some in named]


def chosen_attacks(chosen: argparse.Namespace, folder: Path) -> list[Attack]:
    """All attacks that were asked for."""
    found: list[Attack] = []
    if "posts" in chosen.of:
        found += [one for db in chosen.databases for one in posted(folder, db, chosen.worlds)]
        found += posts_weakened(folder)
    if "rooms" in chosen.of:
        worlds = min(chosen.worlds, ROOM_WORLDS)
        found += [one for db in chosen.databases for one in met(folder, db, worlds)]
        found += rooms_weakened(folder)
    if "answers" in chosen.of:
        worlds = min(chosen.worlds, ROOM_WORLDS)
        found += [one for db in chosen.databases for one in answered(folder, db, worlds)]
        found += weeks_weakened(folder)
    return found


def run(attacks: Sequence[Attack], jobs: int) -> None:
    """Let all worlds live, attack them, and print the table."""
    lives = {life.folder: life for one in attacks for life in one.lives}
    # A world of each kind in turn: broken off, the run has some of all.
    in_turn = sorted(lives.values(), key=lambda life: life.seed)
    with ProcessPoolExecutor(jobs) as pool:
        for said in pool.map(Life.live, in_turn):
            say(said)
        say(f"\n{HEAD}")
        for row in pool.map(Attack.row, attacks):
            say(row)
    for one in attacks:
        if one.of == "posts" and one.variant is THIEF_LIVE and one.name == THIEF_LIVE.name:
            tau = order_seen(one.lives[-1].handed(THIEF_LIVE, "posts"))
            where = one.lives[0].database
            say(f"{where}: the live disk shows the order inside one window, tau {tau:.2f}")


def _figures(score: Score) -> str:
    if not score.posts:
        return "0 | – | – | – | – | –"
    rate, bound, chance = (f"{100 * x:.2f} %" for x in (score.rate, score.bound, score.chance))
    times = f"{score.rate / score.chance:.2f} | {score.bound / score.chance:.2f}"
    return f"{score.posts:,} | {chance} | {rate} | {bound} | {times}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.adversary", description=__doc__)
    parser.add_argument("--folder", type=Path, help="where worlds live, and stay")
    parser.add_argument("--worlds", type=int, default=WORLDS, help="of each database")
    parser.add_argument("--databases", nargs="+", default=[SQLITE, POSTGRES])
    parser.add_argument("--of", nargs="+", default=KINDS, help=", ".join(KINDS))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = (chosen.folder or Path(folder)).absolute()
        run(chosen_attacks(chosen, where), chosen.jobs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
