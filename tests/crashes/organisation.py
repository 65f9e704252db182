"""A small organisation whose weeks pass, and the web in front of it, which can be killed."""

import json
from collections import Counter
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.harness import free_port
from portal.anonymity import keylog
from portal.anonymity.client import Token
from portal.okr.taking_in import COLUMNS
from tests.adversary.clients import CAP, QUOTA, Browser
from tests.adversary.programs import Programs, await_port, kill
from tests.crashes.letters import ACCEPTED, USED, Letter, answer, write

HEAD = "identifier,name,email,team,parent_team,site,role,password"
MONDAY = datetime.fromisoformat("2026-10-05T08:00+08:00")
WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)
YEARS = range(2026, 2031)
SAMPLE = 3


class Lost(AssertionError):
    """Something that was promised did not outlive the crash."""


class Organisation:
    """`people` with wallets of real tokens, one goal, and all that was ever posted."""

    def __init__(
        self,
        folder: Path,
        stores: Any,
        *,
        people: int = 6,
        seed: int = 1,
        weak: str = "",
        **env: str,
    ) -> None:
        self.folder, self.stores = folder, stores
        # Which posts have photos, and when a program is killed, is the same each time.
        self.chance = Random(seed)  # noqa: S311
        env = {**stores.env, "PORTAL_FLOOR": "5", "PORTAL_EPOCH": "week", **env}
        self.programs = Programs(env, folder / "logs", weak)
        self.people = [Browser(f"p{n}", f"127.0.4.{n + 1}", 0) for n in range(people)]
        self.sent: list[Letter] = []
        self.now, self.port, self.goal = MONDAY, 0, ""
        self._tokens: list[Token] = []
        self._gathered = 0
        self._web: ForkServerProcess | None = None

    def found(self) -> None:
        """Make it, open its first keys, and serve it."""
        people, okrs = self.folder / "people.csv", self.folder / "okr.csv"
        rows = [f"{one.identifier},名,,課,公司,廠,admin,candor-demo" for one in self.people]
        people.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        goals = [
            f"{year}Q{quarter},課,目標,,p0,準時率,準時送到,reach,%,78,95,86,"
            for year in YEARS
            for quarter in range(1, 5)
        ]
        okrs.write_text("\n".join([",".join(COLUMNS), *goals]), encoding="utf-8")
        self.programs.set_clock(self.now.isoformat())
        for words in (("init",), ("people", "import", people), ("okr", "import", okrs)):
            self.programs.run("setup.log", *map(str, words))
        self.serve()
        self._find_goal()

    def _find_goal(self) -> None:
        """The goal of this quarter."""
        found = json.loads(self.people[0].ask("GET", "/say/krs.json")[1])
        self.goal = found["krs"][0]["id"]

    def serve(self) -> None:
        """Start the web and wait for it."""
        self.port = free_port()
        self._web = self.programs.start("web.log", "web", "--port", str(self.port))
        await_port(self.port)
        for one in self.people:
            one.port = self.port

    @property
    def served(self) -> bool:
        """True while the web runs."""
        return self._web is not None and self._web.is_alive()

    def kill_web(self) -> bool:
        """`kill -9` of the web and its workers."""
        return self._web is not None and kill(self._web)

    def pass_week(self) -> None:
        """It is Monday again; nobody has turned the keys yet."""
        self._tokens, self._gathered = [], 0
        self.now += WEEK
        self.now -= timedelta(days=self.now.weekday())
        self.programs.set_clock(self.now.isoformat())
        self._find_goal()

    def turn_keys(self) -> str:
        """What `keys open` says."""
        return self.programs.run("keys.log", "keys", "open")

    def gather(self) -> None:
        """Everybody collects once more of this week's key."""
        for person in self.people:
            if not self._gathered:
                person.sign_in()
            self._tokens += person.collect(0)
        self._gathered += 1

    def tokens(self, count: int) -> list[Token]:
        """So many tokens; when nobody may collect any more, the next week begins."""
        while len(self._tokens) < count:
            if self._gathered == CAP // QUOTA:
                self.pass_week()
                self.turn_keys()
            self.gather()
        taken, self._tokens = self._tokens[:count], self._tokens[count:]
        return taken

    def letters(self, count: int) -> list[Letter]:
        """So many new letters."""
        fresh = [write(token, self.goal, self.chance) for token in self.tokens(count)]
        self.sent += fresh
        return fresh

    def deliver(self, letters: list[Letter]) -> None:
        """Send what is not known to have arrived, as the page does; it must be taken."""
        for letter in letters:
            if letter.status != ACCEPTED and letter.send(self.port) != ACCEPTED:
                raise Lost(f"a post that was not answered is refused with {letter.status}")

    def next_slot(self) -> str:
        """A minute that nobody has released for."""
        self.now += MINUTE
        return f"{self.now:%Y-%m-%dT%H:%M}"

    def release(self, slot: str) -> str:
        """What a release for this minute says."""
        return self.programs.run("release.log", "release", "--at", f"{slot}:00")

    def log_lines(self) -> int:
        """How long the key log is."""
        return len(keylog.read(self.stores.data / "keylog").lines)

    def check(self) -> None:
        """What was accepted is released, once, and no token speaks again. Raises Lost."""
        accepted = [one for one in self.sent if one.status == ACCEPTED]
        posts = Counter(
            bytes(row["commitment"]) for row in self._ask("select commitment from post")
        )
        _same("posts", posts, Counter(one.commitment for one in accepted))
        spent = Counter(bytes(row["nullifier"]) for row in self._ask("select nullifier from spent"))
        _same("spent tokens", spent, Counter(one.nullifier for one in accepted))
        _same("rows left in the inbox", self.waiting(), 0)
        for letter in self.chance.sample(accepted, min(SAMPLE, len(accepted))):
            _same("a second post with one token", answer(self.port, letter.other), USED)
        self._check_keys()

    def waiting(self) -> int:
        """How many rows the inbox holds."""
        return int(self.stores.ask("inbox", "select count(*) as n from inbox")[0]["n"])

    def _check_keys(self) -> None:
        log = keylog.read(self.stores.data / "keylog")
        _same("faults of the key log", keylog.check(log.lines, log.head), [])
        found = keylog.states(log.lines).values()
        live = {one.kid for one in found if one.state in {"published", "open"}}
        query = "select kid, count(*) as n from allowance group by kid"
        rows = {row["kid"]: row["n"] for row in self.stores.ask("issuance", query)}
        members = self._ask("select count(*) as n from account where active")[0]["n"]
        expected = dict.fromkeys(live, members)
        _same("members who may collect", {kid: rows.get(kid) for kid in live}, expected)

    def audit(self) -> str:
        """What `portal audit` says of the whole log."""
        folder = self.stores.data / "keylog"
        paths = (str(folder / name) for name in ("log.ndjson", "head.json"))
        return self.programs.run("audit.log", "audit", *paths)

    def _ask(self, query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.stores.ask("main", query)
        return found


def _same(what: str, found: object, expected: object) -> None:
    if found == expected:
        return
    if isinstance(found, Counter) and isinstance(expected, Counter):
        lost, more = (expected - found).total(), (found - expected).total()
        raise Lost(f"{what}: {lost} lost, {more} too many")
    raise Lost(f"{what}: {found}, not {expected}")
