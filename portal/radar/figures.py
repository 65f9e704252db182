"""What the radar looks at: a quarter as figures. It holds no person and no word of a post."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Reading:
    """A check-in: in which week of the quarter, from 1, and how far the key result was then."""

    week: int
    # Of the way from baseline to target, 0 to 1.2.
    share: float
    confidence: int
    note: str = ""


@dataclass(frozen=True)
class Result:
    """A key result with its check-ins in the order of time."""

    id: str
    objective: str
    department: str
    readings: Sequence[Reading]
    # Whether nothing was said about it; None when that may not be told, or nobody can know.
    silent: bool | None = None

    @property
    def share(self) -> float:
        """How far it is by its last check-in."""
        return self.readings[-1].share if self.readings else 0.0

    @cached_property
    def weekly(self) -> Sequence[Reading]:
        """The last check-in of each week that has one."""
        return list({one.week: one for one in self.readings}.values())


@dataclass(frozen=True)
class Leader:
    """How old the last update of a department's leader was, and that of its teams, in days.

    On the mean over the days of the quarter; of the teams' objectives the median.
    """

    department: str
    own: float
    teams: float

    @property
    def ratio(self) -> float:
        """How many times longer; a day more or less on either side is nothing."""
        return (self.own + 1) / (self.teams + 1)


@dataclass(frozen=True)
class Quarter:
    """A company in a quarter, as far as it has come."""

    results: Sequence[Result]
    leaders: Sequence[Leader]
    # Blockers that a manager replied to, and those of them without a decision.
    replied: int
    undecided: int
    # How many weeks it has, and how many of them are over.
    weeks: int
    over: int


def mean_age(updates: Iterable[int], first: int, last: int) -> float:
    """How many days old the last update was, on the mean over the days of a period.

    Before the first update it is as old as the period.
    """
    days, latest, whole = set(updates), first, 0
    for day in range(first, last + 1):
        latest = day if day in days else latest
        whole += day - latest
    return whole / max(last - first + 1, 1)
