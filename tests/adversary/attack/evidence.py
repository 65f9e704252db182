"""What one folder of artefacts tells: posts by release, members, orders of both, times in logs."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.adversary.attack import reading
from tests.adversary.attack.reading import Row

LINE = re.compile(r"^(\d+\.\d+) (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Event:
    """A line of a log that begins with a time."""

    at: float
    words: tuple[str, ...]


class Evidence:
    """Everything that can be read in a folder; what is not there is empty.

    Of posts, a release each; attack.rooms has the same of what is said in retrospectives.
    """

    table = "post"

    def __init__(self, folder: Path) -> None:
        self.folder, self.end = folder, folder / "end"
        given = json.loads((folder / "given.json").read_text(encoding="utf-8"))
        self.given: dict[str, Any] = given
        self.collected: dict[int, list[str]] = {
            int(batch): names for batch, names in given["collected"].items()
        }
        self.addresses: dict[str, str] = given["addresses"]
        self.accounts = {row["id"]: row for row in reading.rows(self.end, "main", "account")}
        self.names = {id_: row["identifier"] for id_, row in self.accounts.items()}

    @cached_property
    def posts(self) -> dict[str, Row]:
        """Every released post by its id."""
        found = reading.rows(self.end, "main", "post")
        return {row["id"]: row | {"batch": int(row["batch"])} for row in found}

    @cached_property
    def batches(self) -> dict[int, list[str]]:
        """The posts of each release."""
        found: dict[int, list[str]] = {}
        for id_, row in self.posts.items():
            found.setdefault(row["batch"], []).append(id_)
        return found

    @cached_property
    def nights(self) -> dict[int, Path]:
        """The backup made after each release."""
        return self._by_batch("nights/*", "main")

    def _by_batch(self, pattern: str, store: str) -> dict[int, Path]:
        found = {}
        for folder in sorted(self.folder.glob(pattern)):
            batches = [int(row["batch"]) for row in reading.rows(folder, store, "release")]
            found[max(batches, default=0)] = folder
        return found

    @cached_property
    def instants(self) -> dict[int, list[Path]]:
        """Looks at the live disk before each release, in their order."""
        days: dict[str, list[Path]] = {}
        for folder in sorted(self.folder.glob("instants/*")):
            days.setdefault(folder.name.partition("-")[0], []).append(folder)
        return dict(enumerate(days.values(), 1))

    def mark_of(self, post: str) -> str:
        """The public mark of a post."""
        return str(self.posts[post]["commitment"])

    def kid_of(self, batch: int) -> str:
        """The key by whose tokens was said what came then; empty: the one that most collect."""
        return ""

    def spent_in(self, batch: int) -> list[str]:
        """The tokens that this release spent: what the backup after it has more than before."""
        night, before = self.nights.get(batch), self.nights.get(batch - 1)
        if night is None or before is None:
            return []
        known = {row["nullifier"] for row in reading.rows(before, "main", "spent")}
        found = [row["nullifier"] for row in reading.rows(night, "main", "spent")]
        return [one for one in found if one not in known]

    def came(self, batch: int) -> list[str]:
        """What came, in the order in which keys and the live disk together show that."""
        return []

    def together(self, batch: int) -> list[tuple[list[str], list[str]]]:
        """What came, and who collected, between each two looks at the live disk."""
        return []

    def allowances(self, folder: Path, kid: str = "") -> dict[str, Row]:
        """How much each member has collected, by name; only of one key."""
        found = [row for row in reading.rows(folder, "issuance", "allowance") if int(row["n"])]
        kids = [row["kid"] for row in found]
        kid = kid or max(set(kids), key=kids.count, default="")
        return {
            self.names[row["account_id"]]: row
            for row in found
            if row["kid"] == kid and row["account_id"] in self.names
        }

    def fresh(self, batch: int) -> list[str]:
        """Who collected since the release before, the first seen first, as far as that shows."""
        found = [name for names in self.fresh_by_look(batch) for name in names]
        return list(dict.fromkeys(reversed(found)))[::-1]

    def before(self, batch: int) -> list[Path]:
        """The last look before what came with this release."""
        return self.instants.get(batch - 1, [])[-1:]

    def fresh_by_look(self, batch: int) -> list[list[str]]:
        """Who collected between each two looks, as far as that shows."""
        before, kid = self.before(batch), self.kid_of(batch)
        known = self.allowances(before[0], kid) if before else {}
        found = []
        for folder in self.instants.get(batch, []):
            now = self.allowances(folder, kid)
            changed = [n for n, row in now.items() if _worth(row) != _worth(known.get(n))]
            found.append(sorted(changed, key=lambda name, now=now: _when(now[name])))
            known = now
        return found

    @cached_property
    def events(self) -> list[Event]:
        """Everything with a time in any log, in the order of time."""
        found = []
        for path in sorted(self.folder.glob("logs/*.log")):
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [Event(float(at), tuple(words.split())) for at, words in LINE.findall(text)]
        return sorted(found, key=lambda event: event.at)

    def member_of(self, event: Event) -> str | None:
        """Whom a line names, by account or by address."""
        for word in event.words:
            name = self.names.get(word) or self.addresses.get(word)
            if name:
                return name
        return None

    def audited(self, day: str) -> list[Row]:
        """What people changed on a day, in the order of the rows where there is one."""
        found = [row for row in reading.rows(self.end, "main", "audit") if row["day"] == day]
        return sorted(found, key=_when)


def _worth(row: Row | None) -> tuple[Any, ...]:
    return (row["n"], row["request"]) if row else ()


def _when(row: Row) -> Any:
    return row.get("_xmin", row.get("_rowid", 0))
