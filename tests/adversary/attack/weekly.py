"""What a folder tells of the answers to a week's question, by the release that counted them."""

from functools import cached_property
from itertools import pairwise
from pathlib import Path

from tests.adversary.attack import orders, reading
from tests.adversary.attack.evidence import Evidence
from tests.adversary.attack.reading import Row

MARKED = "weekly"


class Weekly(Evidence):
    """The marks of answers, which stand in main from one release to the next."""

    table = "act"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        given = self.given["weekly"]
        self.kid: str = given["kid"]
        self.collected = {int(batch): names for batch, names in given["collected"].items()}

    @cached_property
    def posts(self) -> dict[str, Row]:
        """Every mark in a backup or on the disk at the end, with the release that wrote it."""
        found: dict[str, Row] = {}
        for batch, folder in {**self.nights, max(self._days, default=0): self.end}.items():
            for row in reading.rows(folder, "main", "act"):
                if row["object"] == MARKED:
                    common = {"id": row["mark"], "batch": batch, "target": MARKED}
                    found.setdefault(row["mark"], row | common | {"day": self._days[batch]})
        return found

    @cached_property
    def _days(self) -> dict[int, str]:
        rows = reading.rows(self.end, "main", "release")
        return {int(row["batch"]): str(row["day"]) for row in rows}

    @cached_property
    def instants(self) -> dict[int, list[Path]]:
        """All looks at the live disk while the answers of a release came: of a week."""
        daily = super().instants
        ends = [0, *sorted(self.batches)]
        return {
            last: [look for day in range(first + 1, last + 1) for look in daily.get(day, [])]
            for first, last in pairwise(ends)
        }

    def before(self, batch: int) -> list[Path]:
        """The last look of the week before."""
        earlier = [looks for other, looks in self.instants.items() if other < batch and looks]
        return earlier[-1][-1:] if earlier else []

    def mark_of(self, post: str) -> str:
        """Each is its own mark."""
        return post

    def kid_of(self, batch: int) -> str:
        """The key of the quarter."""
        return self.kid

    def came(self, batch: int) -> list[str]:
        """What came, in the order in which the live disk shows it."""
        known = set(self.batches.get(batch, []))
        return [one for one in orders.arrivals(self, batch) if one in known]

    def together(self, batch: int) -> list[tuple[list[str], list[str]]]:
        """What came, and who collected, between each two looks at the live disk."""
        known, seen, found = set(self.batches.get(batch, [])), set[str](), []
        looks = zip(self.instants.get(batch, []), self.fresh_by_look(batch), strict=True)
        for folder, names in looks:
            here = {row["nullifier"] for row in reading.rows(folder, "inbox", "inbox")}
            found.append((sorted((here - seen) & known), names))
            seen |= here
        return found
