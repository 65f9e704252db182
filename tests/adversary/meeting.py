"""What the people of a retrospective do until each of its steps is left, drawn at random."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

# What somebody does, and who: come (open the invitation), card, ballot, answer.
Step = tuple[str, int]


@dataclass(frozen=True)
class Meeting:
    """A retrospective: who opened the invitation before, and what is done in which order."""

    early: Sequence[int]
    cards: Sequence[Step]
    ballots: Sequence[Step]
    answers: Sequence[Step]


def held(invited: Sequence[int], rng: random.Random, *, prompt: bool) -> Meeting:
    """Some of those who are invited come, half of them with tokens that they collected before.

    Whoever comes late begins to write soon after, as people do.
    """
    here = rng.sample(list(invited), round(len(invited) * rng.uniform(0.6, 0.95)))
    if prompt:
        return _promptly(here, rng)
    early = [m for m in here if rng.random() < 0.5]
    came = {m: 0.0 if m in early else rng.random() for m in here}
    written = [(at + rng.uniform(0.05, 0.5), "card", m) for m, at in _often(came, rng)]
    cards = [*((at, "come", m) for m, at in came.items() if m not in early), *written]
    votes = [(rng.random(), "ballot", m) for m in here if rng.random() < 0.9]
    # Some think again: the whole ballot is replaced.
    votes += [(at + rng.random(), "ballot", m) for at, _what, m in votes if rng.random() < 0.2]
    answers = [(rng.random(), "answer", m) for m in here if rng.random() < 0.8]
    return Meeting(early, _in_order(cards), _in_order(votes), _in_order(answers))


def _promptly(here: Sequence[int], rng: random.Random) -> Meeting:
    """All come late; half write a card at once, then half vote at once."""
    half = len(here) // 2
    cards = [step for m in here[:half] for step in (("come", m), ("card", m))]
    votes = [step for m in here[half:] for step in (("come", m), ("ballot", m))]
    return Meeting([], cards, votes, [("answer", m) for m in rng.sample(here, half)])


def _often(came: dict[int, float], rng: random.Random) -> list[tuple[int, float]]:
    """Everybody up to three times, most once."""
    times = (0, 1, 1, 1, 2, 3)
    return [(m, at) for m, at in came.items() for _card in range(rng.choice(times))]


def _in_order(moments: Sequence[tuple[float, str, int]]) -> list[Step]:
    return [(what, member) for _at, what, member in sorted(moments)]
