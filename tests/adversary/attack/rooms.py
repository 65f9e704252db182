"""What a folder tells of retrospectives: cards, ballots and answers in place of posts.

A session stands for a release; what lay in the inbox can be read by whoever got the keys, too.
"""

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.adversary.attack import orders, reading
from tests.adversary.attack.evidence import Evidence
from tests.adversary.attack.reading import Row


class Said(Evidence):
    """What is common to all of it; `stage` names the looks, `kind` the key and what waits."""

    stage = kind = ""
    key = "ballot"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.rooms: dict[int, dict[str, Any]] = dict(enumerate(self.given["rooms"], 1))
        self.collected = {n: room["collected"][self.stage] for n, room in self.rooms.items()}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The how-manieth each session is."""
        return {room["session"]: number for number, room in self.rooms.items()}

    @cached_property
    def nights(self) -> dict[int, Path]:
        """The backup made after each session."""
        found = {n: self.folder / "nights" / room["night"] for n, room in self.rooms.items()}
        return {number: folder for number, folder in found.items() if folder.is_dir()}

    @cached_property
    def instants(self) -> dict[int, list[Path]]:
        """Looks at the live disk in this step of each session, in their order."""
        named = {n: self.folder.glob(f"rooms/{n:02d}-{self.stage}-*") for n in self.rooms}
        return {number: sorted(folders) for number, folders in named.items()}

    def mark_of(self, post: str) -> str:
        """Each is its own mark: ids of cards, tokens of ballots, marks of answers."""
        return post

    def kid_of(self, batch: int) -> str:
        """The session's key."""
        return str(self.rooms[batch]["kids"][self.key]) if batch in self.rooms else ""

    def spent_in(self, batch: int) -> list[str]:
        """The tokens of this session's key that were spent."""
        rows = reading.rows(self.end, "main", "spent")
        return [row["nullifier"] for row in rows if row["kid"] == self.kid_of(batch)]

    def came(self, batch: int) -> list[str]:
        """What came, in the order in which the live disk shows it."""
        known = self.names_of(batch)
        return [known[one] for one in orders.arrivals(self, batch) if one in known]

    def names_of(self, batch: int) -> dict[str, str]:
        """What is looked for, by its row in the inbox."""
        return {id_: id_ for id_ in self.batches.get(batch, [])}

    def together(self, batch: int) -> list[tuple[list[str], list[str]]]:
        """What came, and who collected, between each two looks at the live disk."""
        known, seen, found = self.names_of(batch), set[str](), []
        looks = zip(self.instants.get(batch, []), self.fresh_by_look(batch), strict=True)
        for folder, names in looks:
            here = {row["nullifier"] for row in reading.rows(folder, "inbox", "inbox")}
            found.append(([known[one] for one in here - seen if one in known], names))
            seen |= here
        return found

    def opened(self, batch: int) -> dict[str, Row]:
        """What waited and could be read, by its row in the inbox."""
        found: dict[str, Row] = {}
        for path in sorted(self.folder.glob(f"opened/{batch:02d}-{self.stage}-*.json")):
            found |= json.loads(path.read_text(encoding="utf-8"))
        return {n: row for n, row in found.items() if row["kind"] == self.kind}

    @cached_property
    def _days(self) -> dict[str, str]:
        return {row["id"]: row["started"] for row in reading.rows(self.end, "main", "session")}

    def _units(self, ids: Iterable[str], session: str) -> dict[str, Row]:
        """What is known of each of these anyway: its session, and the day of that."""
        common = {"batch": self.numbers[session], "day": self._days[session], "target": session}
        return {id_: {"id": id_, **common} for id_ in ids}


class Cards(Said):
    """The cards of each session, by their ids."""

    table, stage, kind, key = "card", "cards", "card", "card"

    @cached_property
    def posts(self) -> dict[str, Row]:
        """Every card on a table; with the keys, its commitment."""
        found = {}
        for row in reading.rows(self.end, "main", "card"):
            more = {"target": row["column"], "commitment": self._commitments.get(row["id"])}
            found |= self._units([row["id"]], row["session_id"])
            found[row["id"]] |= row | more
        return found

    @cached_property
    def _commitments(self) -> dict[str, str]:
        path = self.folder / "opened/end.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def names_of(self, batch: int) -> dict[str, str]:
        """Cards by their rows in the inbox: only whoever reads both knows that."""
        cards = {mark: id_ for id_, mark in self._commitments.items()}
        said = {n: cards.get(row["said"], "") for n, row in self.opened(batch).items()}
        return {nullifier: id_ for nullifier, id_ in said.items() if id_}


class Ballots(Said):
    """The tokens of ballots, which stay spent; what they chose is known to who reads them alone."""

    table, stage, kind = "spent", "ballots", "ballot"

    @cached_property
    def posts(self) -> dict[str, Row]:
        """Every spent token of a ballot."""
        rows = {row["nullifier"]: row for row in reading.rows(self.end, "main", "spent")}
        return {
            id_: rows[id_] | unit
            for session, number in self.numbers.items()
            for id_, unit in self._units(self.spent_in(number), session).items()
        }


class Answers(Said):
    """The marks of answers: what is left of them, or was seen while they waited."""

    table, stage, kind = "act", "polls", "poll"

    @cached_property
    def posts(self) -> dict[str, Row]:
        """Every mark that is to be found in main, in a backup, or was read in the inbox."""
        found: dict[str, Row] = {}
        for session, number in self.numbers.items():
            found |= self._units(self.opened(number), session)
        for folder in (self.end, *self.nights.values()):
            for row in reading.rows(folder, "main", "act"):
                if row["object"] in self.numbers:
                    found |= self._units([row["mark"]], row["object"])
        return found
