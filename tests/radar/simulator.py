"""Quarters of made companies: what they aim for, what they report, what is said and answered.

`quarter(seed, kind)` gives the same company every time. What kinds there are, and how they overlap,
stands in `traits`; here is what a company of such traits leaves behind in an OKR tool.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.radar import traits
from tests.radar.notes import next_note
from tests.radar.traits import Traits

WEEKS = 13


@dataclass(frozen=True)
class Setting:
    """How well one can see: a share of check-ins that got lost, and how much figures wobble."""

    missing: float = 0.0
    noise: float = 1.0


PLAIN = Setting()
SETTINGS = (PLAIN, Setting(missing=0.2), Setting(noise=2.0), Setting(missing=0.2, noise=2.0))


@dataclass(frozen=True)
class CheckIn:
    """One reading: in which week (1 to 13), the figure, 0 to 10, and a few words."""

    week: int
    value: float
    confidence: int
    note: str


@dataclass(frozen=True)
class KeyResult:
    """A key result with all its check-ins, and how many blockers are open about it."""

    id: str
    kind: str
    baseline: float
    target: float
    check_ins: Sequence[CheckIn]
    blockers: int


@dataclass(frozen=True)
class Objective:
    """What a team wants; with no team it is the department's, and its leader answers for it."""

    id: str
    department: str
    team: str
    key_results: Sequence[KeyResult]


@dataclass(frozen=True)
class Leader:
    """Who leads a department, and the days of the quarter (0 to 90) with an update by them."""

    department: str
    updates: Sequence[int]


@dataclass(frozen=True)
class Quarter:
    """A quarter of a company."""

    kind: str
    objectives: Sequence[Objective]
    leaders: Sequence[Leader]
    # Blockers with a reply by a manager, and those of them with a decision.
    replied: int
    decided: int


@dataclass
class _Company:
    rng: Random
    kind: str
    setting: Setting
    like: Traits = field(init=False)
    level: float = field(init=False)
    slow: float = field(init=False)

    def __post_init__(self) -> None:
        self.like = traits.of_company(self.rng, self.kind)
        self.level = traits.level(self.rng)
        self.slow = traits.slowness(self.rng, self.kind)

    def quarter(self) -> Quarter:
        objectives: list[Objective] = []
        leaders: list[Leader] = []
        for number in range(self.rng.randint(3, 6)):
            name = f"d{number}"
            own = self.objective(f"{name}.o", name, "", self.slowed())
            leaders.append(Leader(name, self.days_of(own)))
            objectives.append(own)
            for team in range(self.rng.randint(2, 5)):
                like = traits.of_team(self.rng, self.like)
                for one in range(self.rng.randint(1, 3)):
                    id_ = f"{name}.t{team}.o{one}"
                    objectives.append(self.objective(id_, name, f"{name}.t{team}", like))
        answered = [self.rng.random() < self.like.decided for _ in range(self.replies(objectives))]
        return Quarter(self.kind, objectives, leaders, len(answered), sum(answered))

    def slowed(self) -> Traits:
        like = traits.of_team(self.rng, self.like)
        there = (1 - like.absent) / self.slow
        return Traits(**(vars(like) | {"absent": min(max(1 - there, 0.0), 0.95)}))

    def replies(self, objectives: Sequence[Objective]) -> int:
        blockers = sum(kr.blockers for one in objectives for kr in one.key_results)
        return sum(self.rng.random() < 0.7 for _ in range(blockers))

    def days_of(self, own: Objective) -> list[int]:
        weeks = {one.week for kr in own.key_results for one in kr.check_ins}
        return sorted((week - 1) * 7 + self.rng.randint(0, 4) for week in weeks)

    def objective(self, id_: str, department: str, team: str, like: Traits) -> Objective:
        results = [self.key_result(f"{id_}.k{n}", like) for n in range(self.rng.randint(2, 4))]
        return Objective(id_, department, team, results)

    def key_result(self, id_: str, like: Traits) -> KeyResult:
        kind = self.rng.choice(("reach", "reach", "reduce", "rate"))
        baseline = 0.0 if kind == "rate" else self.rng.uniform(10, 90)
        way = self.rng.uniform(10, 60) * (-1 if kind == "reduce" else 1)
        curve = self.curve(like)
        blockers = self.rng.randint(1, 4) if self.rng.random() < like.spoken else 0
        check_ins = self.check_ins(like, curve, baseline, way)
        return KeyResult(id_, kind, baseline, baseline + way, check_ins, blockers)

    def curve(self, like: Traits) -> list[float]:
        """Week by week the share of the way that is reported."""
        rng = self.rng
        if rng.random() < like.polished:
            ends, flat = rng.uniform(0.96, 1.0), rng.random() < like.cliff
            if rng.random() < like.straight:
                return self.straight(ends)
            return self.cliff(ends) if flat else self.walked(ends)
        if rng.random() < like.easy:
            return self.early()
        ends = min(max(rng.gauss(self.level, 0.22), 0.0), 1.2)
        return self.straight(ends) if rng.random() < like.straight else self.walked(ends)

    def straight(self, ends: float) -> list[float]:
        return [ends * week / WEEKS + self.wobble(0.006) for week in range(1, WEEKS + 1)]

    def cliff(self, ends: float) -> list[float]:
        before = ends * self.rng.uniform(0.4, 0.8)
        climb = [before * min(week / 8, 1) + self.wobble(0.01) for week in range(1, WEEKS)]
        return [*climb, ends]

    def early(self) -> list[float]:
        hit, ends = self.rng.randint(3, 8), self.rng.choice((1.0, 1.0, 1.0, 1.05))
        way = [ends * min(week / hit, 1) for week in range(1, WEEKS + 1)]
        return [one + self.wobble(0.015) if one < ends else one for one in way]

    def walked(self, ends: float) -> list[float]:
        """Some weeks much, some nothing, now and then a step back."""
        steps = [self.rng.gammavariate(0.7, 1) for _ in range(WEEKS)]
        steps = [-0.4 * one if self.rng.random() < 0.08 else one for one in steps]
        whole = sum(steps)
        scale = ends / whole if whole > 0.5 else 0.0
        return [scale * sum(steps[:week]) + self.wobble(0.02) for week in range(1, WEEKS + 1)]

    def wobble(self, sigma: float) -> float:
        return self.rng.gauss(0, sigma * self.setting.noise)

    def check_ins(
        self, like: Traits, curve: Sequence[float], baseline: float, way: float
    ) -> list[CheckIn]:
        found: list[CheckIn] = []
        for week, share in enumerate(curve, 1):
            # The last week of a quarter is the one in which nobody may be absent.
            lost = self.rng.random() < self.setting.missing
            if lost or (week < WEEKS and self.rng.random() < like.absent):
                continue
            value = round(baseline + way * max(share, 0.0), 2)
            found.append(CheckIn(week, value, self.confidence(like, share, week), ""))
        return self.worded(like, found)

    def worded(self, like: Traits, found: Sequence[CheckIn]) -> list[CheckIn]:
        notes: list[str] = []
        for number, one in enumerate(found):
            moved = number == 0 or one.value != found[number - 1].value
            notes.append(next_note(self.rng, notes, like.copied, moved=moved))
        return [
            CheckIn(one.week, one.value, one.confidence, note)
            for one, note in zip(found, notes, strict=True)
        ]

    def confidence(self, like: Traits, share: float, week: int) -> int:
        pace = min(share / (week / WEEKS), 1.0)
        felt = pace + like.sure * (1 - pace) + self.wobble(0.08)
        return min(max(round(10 * felt), 0), 10)


def quarter(seed: int, kind: str, setting: Setting = PLAIN) -> Quarter:
    """The quarter of one made company."""
    # A seed may be a text, which Random digests alike everywhere.
    return _Company(Random(f"{seed} {kind}"), kind, setting).quarter()  # noqa: S311 - no secret
