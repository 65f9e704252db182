"""Retrospectives of a world: somebody leads, people write, vote and answer; and what is seen."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from portal.anonymity.acts import Act, mark
from portal.anonymity.encoding import canonical
from portal.anonymity.keystore import Keystore
from portal.anonymity.sealing import SealBroken, Sealer
from portal.anonymity.tokens import nullifier
from tests.adversary.clients import Browser, presented
from tests.adversary.meeting import Meeting, Step
from tests.adversary.programs import Programs

QUOTAS = {"card": 20, "ballot": 1}
MINUTES = {"review": 5, "collect": 10, "vote": 5, "actions": 10, "closing": 3}
LEFT_OUT = ("safety", "icebreaker", "figures", "group", "discuss")
LOOKS = 4
OPENED = re.compile(r"/in/retros/([a-z2-7]{26})")
# Texts are told apart by words of it, none of which is a name or hurts anybody.
WORDS = (
    "換模",
    "排程",
    "料架",
    "焊槍",
    "夾具",
    "油封",
    "圖面",
    "送料",
    "包裝",
    "軸承",
    "量具",
    "烤漆",
)


@dataclass
class Room:
    """One retrospective, for the truth: its keys, and who had collected by the reveal and close."""

    session: str
    night: str
    kids: dict[str, str] = field(default_factory=dict)
    collected: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Said:
    """Who wrote which card (by id), cast which ballot (nullifier), gave which answer (mark)."""

    rooms: list[Room] = field(default_factory=list)
    cards: dict[str, str] = field(default_factory=dict)
    ballots: dict[str, str] = field(default_factory=dict)
    polls: dict[str, str] = field(default_factory=dict)


class Rooms:
    """Holds retrospectives; `people` may all be asked, the first of them leads."""

    def __init__(self, programs: Programs, stores: Any, left: Path, rng: random.Random) -> None:
        self._programs, self._stores, self._left, self._rng = programs, stores, left, rng
        self._keys = stores.data / "keys"
        self.people: Sequence[Browser] = ()
        self.said = Said()
        # Who wrote the card of which commitment, until its id is known.
        self._written: dict[str, str] = {}
        self._topics: list[str] = []

    @property
    def _here(self) -> Room:
        return self.said.rooms[-1]

    def hold(self, meeting: Meeting, day: int) -> None:
        """From the invitation to the end of the keys."""
        self.said.rooms.append(Room(self._open(), f"{day:02d}"))
        self._turn()
        for member in meeting.early:
            self._step("come", self.people[member])
        self._look("cards-0")
        self._lead("collect")
        self._pass("cards", meeting.cards)
        self._lead("vote")
        self._look("revealed")
        self._know_topics()
        self._look("ballots-0")
        self._pass("ballots", meeting.ballots)
        self._stores.backup(self._left / "open" / f"{len(self.said.rooms):02d}")
        self._lead("actions")
        self._look("counted")
        self._lead("closing")
        self._look("polls-0")
        self._pass("polls", meeting.answers)
        self._lead("closed", early="y")
        self._turn()
        self._look("over")
        self._know_cards()

    def leave(self) -> None:
        """What whoever has the keys can read at the end: each card's commitment."""
        opened = self._left / "opened"
        opened.mkdir(exist_ok=True)
        found = {id_: mark for room in self.said.rooms for id_, mark in self._cards(room).items()}
        (opened / "end.json").write_text(json.dumps(found), encoding="utf-8")

    def given(self) -> list[dict[str, Any]]:
        """What the attacker is told: which keys, and who had collected from them."""
        return [asdict(room) for room in self.said.rooms]

    def _open(self) -> str:
        leader = self.people[0]
        if not leader.cookies:
            leader.sign_in()
        before = set(OPENED.findall(leader.browse("/in/retros")))
        page = leader.browse("/in/retros/new")
        goal = re.findall(r'value="([a-z2-7]{26})"', page)[0]
        minutes = {f"minutes_{step}": str(planned) for step, planned in MINUTES.items()}
        minutes |= {f"minutes_{step}": "0" for step in LEFT_OUT}
        form = {"title": "回顧", "key_results": goal, "format": "four-steps", **minutes}
        leader.send("/in/retros", "/in/retros/new", **form)
        [opened] = set(OPENED.findall(leader.browse("/in/retros"))) - before
        return opened

    def _turn(self) -> None:
        """Make the keys of what collects, and end those of what is over."""
        self._programs.turn_rooms()
        self.people[0].ask("GET", "/say/keys.json")

    def _lead(self, phase: str, **words: str) -> None:
        page = f"/in/retros/{self._here.session}"
        self.people[0].send(f"{page}/phase", page, phase=phase, **words)

    def _pass(self, stage: str, steps: Sequence[Step]) -> None:
        """Do what is done in a step; its looks are spread evenly, the last right at its end."""
        looks = {len(steps) * k // LOOKS: k for k in range(1, LOOKS + 1)}
        for place, (what, member) in enumerate(steps, 1):
            self._step(what, self.people[member])
            if place in looks:
                self._look(f"{stage}-{looks[place]}")
        kind = "card" if stage == "cards" else "ballot"
        kid = self._here.kids[kind]
        self._here.collected[stage] = [p.identifier for p in self.people if kid in p.purse]

    def _step(self, what: str, person: Browser) -> None:
        does = {"come": self._come, "card": self._write, "ballot": self._vote}
        does.get(what, self._answer)(person)

    def _come(self, person: Browser) -> None:
        if not person.cookies:
            person.sign_in()
        before = set(person.purse)
        person.come(self._here.session, QUOTAS)
        kids = [kid for kid in person.purse if kid not in before]
        self._here.kids = dict(zip(QUOTAS, kids, strict=True))

    def _write(self, person: Browser) -> None:
        token = person.purse[self._here.kids["card"]].pop()
        body = "、".join(self._rng.choices(WORDS, k=self._rng.randint(12, 60)))
        item = {"column": self._rng.choice(self._columns(person)), "body": body}
        person.say("/say/cards", presented(token) | {"item": item})
        self._written[_commitment(item)] = person.identifier

    def _columns(self, person: Browser) -> list[str]:
        shown = person.say("/say/retro", presented(self._token(person)))
        return [one["code"] for one in shown["columns"]]

    def _token(self, person: Browser) -> Any:
        return person.purse[self._here.kids["ballot"]][0]

    def _know_topics(self) -> None:
        here = f"session_id = '{self._here.session}'"
        found = self._stores.ask("main", f"select id from topic where {here}")  # noqa: S608
        self._topics = sorted(row["id"] for row in found)

    def _vote(self, person: Browser) -> None:
        token = self._token(person)
        votes: dict[str, int] = {}
        for topic in self._rng.choices(self._topics, k=5):
            votes[topic] = min(3, votes.get(topic, 0) + 1)
        person.say("/say/ballots", presented(token) | {"votes": votes})
        self.said.ballots[nullifier(token.kid, token.msg).hex()] = person.identifier

    def _answer(self, person: Browser) -> None:
        token, session = self._token(person), self._here.session
        asked = person.say("/say/retro", presented(token))["poll"]["round"]
        sent = {"poll": session, "round": asked, "value": self._rng.randint(1, 5)}
        person.say("/say/polls", presented(token) | sent)
        pepper = Keystore(self._keys).pepper(token.kid)
        marked = mark(pepper, token.kid, token.msg, Act.POLL, f"{session}/{asked}")
        self.said.polls[marked.hex()] = person.identifier

    def _look(self, name: str) -> None:
        """The live disk as it stands, and apart what its rows say to whoever has the keys."""
        called = f"{len(self.said.rooms):02d}-{name}"
        self._stores.live(self._left / "rooms" / called)
        opened = self._left / "opened"
        opened.mkdir(exist_ok=True)
        found = {n: _content(held) for n, held in self._waiting()}
        (opened / f"{called}.json").write_text(json.dumps(found), encoding="utf-8")

    def _waiting(self) -> list[tuple[str, dict[str, Any]]]:
        rows = self._stores.ask("inbox", "select nullifier, sealed from inbox")
        opened = ((bytes(row["nullifier"]), bytes(row["sealed"])) for row in rows)
        return [
            (mark.hex(), self._unsealed("inbox", mark.hex(), sealed)) for mark, sealed in opened
        ]

    def _unsealed(self, table: str, row: str, sealed: bytes) -> dict[str, Any]:
        sealer = Sealer(self._keys)
        for epoch in sealer.keys.epochs():
            try:
                found: dict[str, Any] = sealer.unseal(
                    sealed, table=table, column="sealed", row=row, epoch=epoch
                )
            except SealBroken:
                continue
            return found
        raise ValueError(f"no key opens a row of {table}")

    def _cards(self, room: Room) -> dict[str, str]:
        """The commitment of each card that lies on the table, by its id."""
        query = f"select id, \"column\", sealed from card where session_id = '{room.session}'"  # noqa: S608
        rows = self._stores.ask("main", query)
        said = {row["id"]: self._unsealed("card", row["id"], bytes(row["sealed"])) for row in rows}
        return {
            row["id"]: _commitment({"column": row["column"], **said[row["id"]]}) for row in rows
        }

    def _know_cards(self) -> None:
        found = self._cards(self._here)
        self.said.cards |= {id_: self._written[mark] for id_, mark in found.items()}


def _commitment(item: dict[str, str]) -> str:
    return sha256(b"portal/card/1" + canonical(item)).hexdigest()


def _content(held: dict[str, Any]) -> dict[str, Any]:
    """Of what waits: to which session it belongs, and what it says."""
    kind = next((one for one in ("card", "ballot", "poll") if one in held), "post")
    said = held.get("commitment", held.get("votes", held.get("value")))
    return {"kind": kind, "session": held.get(kind), "said": said}
