"""The attacker itself: it gets its folder and nothing else, and it finds an order that was kept."""

import ast
import json
import random
import sqlite3
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.adversary.attack import attacker, reading
from tests.adversary.scoring import attacked, halves, judged
from tests.adversary.variants import VARIANTS, hand_over
from tests.adversary.world import Truth

OURS = "tests.adversary.attack"
NAMES = [f"p{number:02d}" for number in range(40)]
BATCHES, POSTS = 6, 12
MAIN = """
create table account (id text primary key, identifier text, password_hash text);
create table audit (account_id text, day text);
create table release (batch integer primary key);
create table photo (id text, post_id text);
create table spent (nullifier blob primary key, kid text) without rowid;
create table post (id text primary key, batch integer, day text, target text, sealed blob,
  commitment blob, mailbox blob);
"""
ALLOWANCE = """
create table allowance (kid text, account_id text, n integer, request blob,
  primary key (kid, account_id))
"""


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_attacker_imports_nothing_but_itself_and_the_standard_library():
    paths = list(Path(attacker.__file__).parent.glob("*.py"))
    found = {name for path in paths for name in imports(path)}
    assert len(paths) > 4
    foreign = {name for name in found if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not f"{name}.".startswith(f"{OURS}.")} == set()


class Watch:
    """Every path that this process opens while it is on; a hook cannot be taken away again."""

    on, hooked, seen = False, False, set()

    @classmethod
    def hear(cls, event, words):
        if cls.on and event in {"open", "sqlite3.connect", "os.listdir", "os.scandir"}:
            cls.seen.add(str(words[0]).removeprefix("file:").partition("?")[0])


@contextmanager
def watched():
    if not Watch.hooked:
        sys.addaudithook(Watch.hear)
        Watch.hooked = True
    Watch.seen, Watch.on = set(), True
    try:
        yield Watch.seen
    finally:
        Watch.on = False


def make_id(rng):
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz234567", k=26))


@pytest.fixture
def kept(tmp_path):
    """What is left of an organisation where posts lie as they came, and so do collections."""
    rng, truth = random.Random(1), Truth()  # noqa: S311
    ids = {name: make_id(rng) for name in NAMES}
    end = tmp_path / "left/end"
    end.mkdir(parents=True)
    with closing(sqlite3.connect(end / "main.db")) as main:
        main.executescript(MAIN)
        main.executemany("insert into account values (?, ?, '')", [(i, n) for n, i in ids.items()])
        for batch in range(1, BATCHES + 1):
            # The first and the last of the roster speak in its order, as on a round.
            for name in NAMES[:POSTS]:
                said = rng.randbytes(32)
                truth.authors[said.hex()] = name
                row = (make_id(rng), batch, "2026-10-02", "g", b"x" * 100, said, None)
                main.execute("insert into post values (?, ?, ?, ?, ?, ?, ?)", row)
            truth.collected[batch] = NAMES
        main.commit()
    given = {"collected": truth.collected, "addresses": {}}
    (tmp_path / "left/given.json").write_text(json.dumps(given), encoding="utf-8")
    with closing(sqlite3.connect(end / "issuance.db")) as issuance:
        issuance.execute(ALLOWANCE)
        rows = [("k", ids[name], 10, rng.randbytes(32)) for name in NAMES]
        issuance.executemany("insert into allowance values (?, ?, ?, ?)", rows)
        issuance.commit()
    return tmp_path, truth


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda one: one.name)
def test_an_order_of_rows_is_found_though_ids_are_random(kept, variant):
    folder, truth = kept
    score = judged(halves(attacked(hand_over(folder / "left", variant, folder / "held"), truth)))
    assert score.posts == BATCHES * POSTS / 2
    assert score.rate > 5 * score.chance


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda one: one.name)
def test_the_attacker_opens_nothing_outside_its_folder(kept, variant):
    folder, _truth = kept
    held = hand_over(folder / "left", variant, folder / "held")
    with watched() as seen:
        found = attacker.Attacker(held)
        found.firsts(list(found.guesses)[:3], found.evidence.batches)
    assert len(seen) >= 2
    assert {path for path in seen if not path.startswith(str(held))} == set()


def test_the_watch_sees_what_is_opened_elsewhere(tmp_path):
    (tmp_path / "truth.json").touch()
    with watched() as seen:
        (tmp_path / "truth.json").read_bytes()
    assert seen == {str(tmp_path / "truth.json")}


def test_a_page_tells_in_which_order_its_rows_came_though_it_keeps_no_rowid(tmp_path):
    rng = random.Random(1)  # noqa: S311
    came = [make_id(rng) for _row in range(12)]
    with closing(sqlite3.connect(tmp_path / "main.db")) as store:
        store.execute("create table post (id text primary key, sealed text) without rowid")
        store.executemany("insert into post values (?, 'sealed')", [(one,) for one in came])
        store.commit()
    at = reading.places(tmp_path / "main.db", came)
    assert sorted(came) != came
    assert sorted(came, key=lambda one: reading.inside_page(at[one][0])) == came


def test_a_ranking_names_every_member_who_had_collected_once(kept):
    folder, _truth = kept
    found = attacker.Attacker(hand_over(folder / "left", VARIANTS[0], folder / "held"))
    post, guess = next(iter(found.evidence.posts)), list(found.guesses)[:1]
    ranking = found.rank(post, guess)
    assert sorted(ranking) == NAMES
    batch = found.batch_of(post)
    points = found.guesses[guess[0]](batch)[post]
    assert not points or points[ranking[0]] == max(points.values())
