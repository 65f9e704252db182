"""What happens in a world, drawn from a seed: who is there on which day, who speaks about what."""

import random
from dataclasses import dataclass, field, replace

from tests.adversary.meeting import Meeting, held

FIRST_DAY = 2


@dataclass(frozen=True)
class Plan:
    """How large a world is, and what is weak in it."""

    people: int = 120
    days: int = 20
    posts: int = 1600
    goals: int = 12
    floor: int = 20
    photos: float = 0.02
    # About as many posts on one day as on another.
    steady: bool = False
    # Tokens are collected right before each post, and by nobody else.
    on_demand: bool = False
    weak: str = ""
    log_addresses: bool = False
    teams: int = 6
    # Retrospectives of the first team, on the days from the second on.
    sessions: int = 0
    # Whoever comes to one writes, or votes, right after having collected.
    prompt: bool = False
    # Answers to the question of each week.
    answers: int = 0

    def date(self, day: int) -> str:
        """The simulated date of a day, from 0; all days lie in one epoch."""
        return f"2026-10-{day + FIRST_DAY:02d}"


LONG = Plan()
SHORT = Plan(people=24, days=4, posts=50, goals=6, floor=5, teams=2, sessions=2)
# Retrospectives, with some posts in between.
ROOMS = Plan(people=80, days=5, posts=80, goals=8, floor=20, photos=0, teams=2, sessions=8)
# Whom the attacker must find, or it proves nothing: times kept, order kept, addresses logged.
QUIET = Plan(people=24, days=4, posts=32, goals=6, floor=5, photos=0, steady=True)
CONTROLS = {
    "tokens on demand, with times": replace(QUIET, days=3, on_demand=True, weak="times"),
    "row order kept": replace(QUIET, days=3, on_demand=True, weak="order"),
    "proxy log with addresses": replace(QUIET, days=5, goals=16, log_addresses=True),
}
# The same of retrospectives: whom the attacker must find behind cards, or behind ballots.
PROMPT = replace(QUIET, people=40, days=3, posts=8, teams=1, sessions=2, prompt=True)
ROOM_CONTROLS = {
    "cards in the order in which they came": replace(PROMPT, weak="cards"),
    "times of cards logged": replace(PROMPT, weak="card times"),
    "ballots kept as they came": replace(PROMPT, weak="ballots"),
}


# Answers to the week's question, over the three Mondays on which weeks are counted; and in short.
WEEKS = Plan(people=80, days=18, posts=40, answers=700, goals=8, floor=20, photos=0, teams=2)
SHORT_WEEKS = Plan(people=24, days=11, posts=8, answers=70, goals=4, floor=5, photos=0, teams=2)
WEEK_CONTROLS = {
    "answers in the order in which they came": replace(
        SHORT_WEEKS, people=40, answers=80, prompt=True, weak="answers"
    ),
}


@dataclass
class Day:
    """What happens on one day, in an order drawn at random."""

    # (what, member): browse, say, or answer; what a day's members do is shuffled together.
    steps: list[tuple[str, int]] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)


def drawn(plan: Plan, rng: random.Random) -> list[Day]:
    """The days of a world."""
    firsts = _first_days(plan, rng)
    sizes = _sizes(plan, rng)
    days = [
        _day(plan, rng, [m for m in firsts if firsts[m] <= day], firsts, day, sizes[day])
        for day in range(plan.days)
    ]
    for number in range(plan.answers):
        here = [m for m in firsts if firsts[m] < number % plan.days or plan.prompt]
        _put(days[number % plan.days], ("answer", rng.choice(here)) if here else None, rng)
    for number in range(plan.sessions):
        invited = range(0, plan.people, plan.teams)
        days[1 + number % (plan.days - 1)].meetings.append(held(invited, rng, prompt=plan.prompt))
    return days


def _put(day: Day, step: tuple[str, int] | None, rng: random.Random) -> None:
    if step:
        day.steps.insert(rng.randint(0, len(day.steps)), step)


def _first_days(plan: Plan, rng: random.Random) -> dict[int, int]:
    """When each member first comes: most on the first day, the others later."""
    late = range(1, plan.days)
    return {m: 0 if rng.random() < 0.6 else rng.choice(late) for m in range(plan.people)}


def _sizes(plan: Plan, rng: random.Random) -> list[int]:
    """How many speak on each day; on the first nobody: wallets have just been filled."""
    # Some days are quiet: with few posts in a release there is less to hide among.
    busy = (1,) if plan.steady else (1, 4, 12)
    weights = [rng.choice(busy) * rng.uniform(0.5, 1.5) for _day in range(plan.days)]
    if not plan.on_demand:
        weights[0] = 0
    drawn_days = rng.choices(range(plan.days), weights, k=plan.posts)
    return [drawn_days.count(day) for day in range(plan.days)]


def _day(
    plan: Plan, rng: random.Random, here: list[int], firsts: dict[int, int], day: int, size: int
) -> Day:
    coming = [m for m in here if firsts[m] == day or rng.random() < 0.4]
    steps = [("browse", m) for m in coming]
    if plan.on_demand:
        speakers = rng.sample(range(plan.people), min(size, plan.people))
    else:
        speakers = rng.choices([m for m in here if firsts[m] < day] or here, k=size)
    steps += [("say", m) for m in speakers]
    rng.shuffle(steps)
    return Day(steps)
