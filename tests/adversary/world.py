"""An organisation that lives for simulated days, and what is left of it; the ground truth apart."""

import json
import random
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from portal.anonymity.encoding import b64u
from portal.anonymity.tokens import nullifier
from portal.okr.taking_in import COLUMNS
from tests.adversary import weakening
from tests.adversary.clients import CAP, QUOTA, Browser
from tests.adversary.plan import Day, Plan, drawn
from tests.adversary.programs import Programs
from tests.adversary.proxy import Proxy, proxying
from tests.adversary.rooms import Room, Rooms, Said
from tests.adversary.stores import SqliteStores
from tests.adversary.weekly import Answered, Weekly
from tests.making import make_item, photo_with_places, pictured

HEAD = "identifier,name,email,team,parent_team,site,role,password"
BATCH = re.compile(r"^Release (\d+):", re.MULTILINE)
INSTANTS = 3
HOURS = 8 * 3600


@dataclass
class Truth:
    """What only the world knows: who said what, and who had collected by each release."""

    authors: dict[str, str] = field(default_factory=dict)
    collected: dict[int, list[str]] = field(default_factory=dict)
    # Spent tokens, as the inbox has them, in the order in which they came.
    arrived: list[str] = field(default_factory=list)
    # The same of retrospectives.
    said: Said = field(default_factory=Said)
    # And of the questions of weeks.
    answered: Answered = field(default_factory=Answered)


class World:
    """Lives once: `live` fills `folder/left` with what attackers may get."""

    def __init__(self, plan: Plan, seed: int, folder: Path, stores: Any) -> None:
        self.plan, self.folder, self.stores = plan, folder, stores
        # What is drawn is the same each time; what is secret is the portal's own chance.
        self.rng = random.Random(seed)  # noqa: S311
        self.truth, self.left = Truth(), folder / "left"
        # Texts of few stand at their own goal: the attacker shall have that, too.
        self.env = {**stores.env, "PORTAL_PROXIES": "1", "PORTAL_FLOOR": f"{plan.floor},5"}
        self.env["PORTAL_K"] = "1"
        self.programs = Programs(self.env, self.left / "logs", plan.weak)
        self.people: list[Browser] = []
        self.goals: list[str] = []
        self.rooms = Rooms(self.programs, stores, self.left, self.rng)
        self.weekly = Weekly(plan, stores.data, self.rng)
        self.truth.answered = self.weekly.answered

    def live(self) -> Truth:
        """Let all its days pass; the web runs all the while."""
        self._found()
        log = self.left / "logs/proxy.log" if self.plan.log_addresses else None
        with self.programs.serving("web.log") as port, proxying(log, port) as proxy:
            for person in self.people:
                person.port = proxy.port
            # Asked of the anonymous zone, as the compose page does.
            found = json.loads(self.people[0].ask("GET", "/say/krs.json")[1])["krs"]
            self.goals = [one["id"] for one in found]
            self.weekly.begin(self.people)
            for number, day in enumerate(drawn(self.plan, self.rng)):
                self._pass(number, day, proxy)
            self._leave()
        return self.truth

    def _found(self) -> None:
        """An organisation with its people and goals."""
        plan = self.plan
        names = [f"p{number:03d}" for number in range(plan.people)]
        self.people = [Browser(n, f"127.0.1.{1 + i}", 0) for i, n in enumerate(names)]
        people, okrs = self.folder / "people.csv", self.folder / "okr.csv"
        rows = [
            f"{n},{n},,t{i % plan.teams},公司,s{i % 3},{_role(i)},candor-demo"
            for i, n in enumerate(names)
        ]
        people.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        goals = [
            f"2026Q4,t{n % plan.teams},目標{n},,p{n:03d},KR {n},白話{n},reach,%,78,95,86,"
            for n in range(plan.goals)
        ]
        okrs.write_text("\n".join([",".join(COLUMNS), *goals]), encoding="utf-8")
        # Sound at first: what is weak from the beginning would find no rows to weaken.
        first = Programs(self.env, self.folder / "setup/logs")
        for programs in (first, self.programs):
            programs.set_clock(f"{plan.date(0)}T08:00:00+08:00")
        for words in (("init",), ("people", "import", people), ("okr", "import", okrs)):
            first.run("setup.log", *map(str, words))
        if plan.weak in weakening.WITH_ROWIDS:
            weakening.keep_rowids(self.stores.data)
        self.rooms.people, self.truth.said = self.people, self.rooms.said

    def _pass(self, number: int, day: Day, proxy: Proxy) -> None:
        """A day from nine to five, then the release and the nightly backup."""
        date = self.plan.date(number)
        self.programs.set_clock(f"{date}T09:00:00+08:00")
        looks = {len(day.steps) * k // INSTANTS: k for k in range(1, INSTANTS + 1)}
        middle = len(day.steps) // 2
        for place, (what, member) in enumerate(day.steps, 1):
            if place == middle:
                self._meet(number, day)
            proxy.clock = number * 86400 + place * HOURS / len(day.steps)
            self._step(what, self.people[member], number)
            if place in looks:
                self.stores.live(self.left / f"instants/{number:02d}-{looks[place]}")
        self.programs.set_clock(f"{date}T17:00:10+08:00")
        said = self.programs.run("release.log", "release", "--at", f"{date}T17:00:00")
        collected = [person.identifier for person in self.people if person.collected]
        batch = BATCH.search(said)
        self.truth.collected[int(batch[1] if batch else 0)] = collected
        self.weekly.released(int(batch[1] if batch else 0))
        self.stores.backup(self.left / f"nights/{number:02d}")

    def _meet(self, number: int, day: Day) -> None:
        for meeting in day.meetings:
            self.rooms.hold(meeting, number)

    def _step(self, what: str, person: Browser, day: int) -> None:
        if what == "say":
            self._say(person, day)
            return
        if what == "answer":
            self.weekly.answer(person, day, self.goals)
            return
        if not person.cookies:
            person.sign_in()
        if self.plan.on_demand:
            person.browse()
            return
        # As collect.js: on the first page inside; fetched again when the wallet is empty.
        empty = not person.wallet and person.collected + QUOTA <= CAP
        if person.filled < 0 or empty:
            person.collect(day)
        else:
            person.browse(self.rng.choice(("/in/", f"/in/krs/{self.rng.choice(self.goals)}")))
        self.weekly.visit(person, day)
        self._check_in(person)

    def _check_in(self, person: Browser) -> None:
        """Now and then an owner says where a goal stands: audited, with the day."""
        place = int(person.identifier[1:])
        if place < len(self.goals) and self.rng.random() < 0.3:
            page = person.browse("/in/")
            mine = re.search(r"/in/krs/([a-z2-7]{26})", page)
            if mine:
                words = {"value": str(self.rng.randint(78, 95)), "confidence": "5", "note": ""}
                person.fill_in(f"/in/krs/{mine[1]}/check-ins", **words)

    def _say(self, person: Browser, day: int) -> None:
        goal = self.rng.choice(self.goals)
        if self.plan.on_demand:
            if not person.cookies:
                person.sign_in()
            if person.collected + QUOTA > CAP:
                return
            person.collect(day)
        # The page proposes to wait for a release after the wallet was filled; so everybody does.
        elif not person.wallet or person.filled >= day:
            return
        if self.rng.random() < 0.5:
            person.browse(f"/in/krs/{goal}")
        person.ask("GET", f"/say/kr/{goal}")
        spent = nullifier(person.wallet[-1].kid, person.wallet[-1].msg)
        self.truth.arrived.append(spent.hex())
        commitment = person.post(self._item(goal), salt=_salt(self.rng), mailbox=_mailbox(self.rng))
        self.truth.authors[commitment] = person.identifier

    def _item(self, goal: str) -> dict[str, Any]:
        shown = self.rng.random() < self.plan.photos
        body = "排程一天改三次。" * self.rng.randint(1, 30)
        photos = pictured(photo_with_places(self.rng.choice(("teal", "navy")))) if shown else {}
        return make_item(goal, body=body, severity=self.rng.randint(1, 3), **photos)

    def _leave(self) -> None:
        """The end: what lies on the disk when somebody comes for it."""
        end = self.left / "end"
        self.stores.backup(end)
        self.stores.live(end)
        self.stores.raw(end / "raw")
        _copy_keys(self.stores.data / "keys", self.left / "keys")
        self.rooms.leave()
        (self.left / "given.json").write_text(json.dumps(self._given()), encoding="utf-8")

    def _given(self) -> dict[str, Any]:
        """More than an attacker would know: who had collected, and whose address is whose."""
        addresses = {person.address: person.identifier for person in self.people}
        given = {"collected": self.truth.collected, "addresses": addresses}
        return given | {"rooms": self.rooms.given(), "weekly": self.weekly.given()}


def _role(number: int) -> str:
    return ("manager", "moderator", "admin")[number] if number < 3 else "member"


def _copy_keys(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def _salt(rng: random.Random) -> str:
    return b64u(rng.randbytes(16))


def _mailbox(rng: random.Random) -> str | None:
    return b64u(rng.randbytes(32)) if rng.random() < 0.5 else None


def live(plan: Plan, seed: int, folder: Path, stores: Any = None) -> Truth:
    """Make a world, let it live, end it; its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    stores = stores or SqliteStores(folder / "data")
    try:
        return World(plan, seed, folder, stores).live()
    finally:
        stores.close()


def saved(truth: Truth, path: Path) -> None:
    """Keep the truth beside what is left, where no attacker gets it."""
    path.write_text(json.dumps(asdict(truth)), encoding="utf-8")


def read_truth(path: Path) -> Truth:
    """The truth of a world that lived before."""
    found = json.loads(path.read_text(encoding="utf-8"))
    collected = {int(batch): names for batch, names in found["collected"].items()}
    said, answered = found["said"], found.get("answered", {"marks": {}, "collected": {}})
    by = {int(batch): names for batch, names in answered["collected"].items()}
    rooms = [Room(**room) for room in said.pop("rooms")]
    return Truth(
        found["authors"],
        collected,
        found["arrived"],
        Said(rooms, **said),
        Answered(answered["marks"], by),
    )
