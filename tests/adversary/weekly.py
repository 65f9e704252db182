"""The week's question in a world: who answers about which goals, and the marks of the answers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from portal.anonymity.acts import Act, mark
from portal.anonymity.client import Token
from portal.anonymity.keystore import Keystore
from portal.voice.polls import about
from portal.voice.weekly import week_of
from tests.adversary.clients import Browser, presented
from tests.adversary.plan import Plan


@dataclass
class Answered:
    """What only the world knows: whose mark each is, and who had tokens by each release."""

    marks: dict[str, str] = field(default_factory=dict)
    collected: dict[int, list[str]] = field(default_factory=dict)


class Weekly:
    """Lets people collect what they answer by, once, and answer."""

    def __init__(self, plan: Plan, data: Path, rng: random.Random) -> None:
        self._plan, self._keys, self._rng = plan, data / "keys", rng
        self.answered = Answered()
        # Who holds a token, and since which day.
        self._held: dict[str, tuple[Token, int]] = {}

    def begin(self, people: Sequence[Browser]) -> None:
        """In the control two collect first and say nothing: an order fits by its tail alone."""
        for person in people[:2] if self._plan.prompt and self._plan.answers else ():
            person.sign_in()
            self._collect(person, 0)

    def visit(self, person: Browser, day: int) -> None:
        """Somebody looks at a page, which collects when there is no token: one a quarter."""
        if self._plan.answers and not self._plan.prompt and person.identifier not in self._held:
            self._collect(person, day)

    def _collect(self, person: Browser, day: int) -> Token:
        token = person.collect(day, "support", 1)[0]
        self._held[person.identifier] = (token, day)
        return token

    def answer(self, person: Browser, day: int, goals: Sequence[str]) -> None:
        """Say whether a goal will be met; on the day of collecting only in the control.

        There nobody does on a Monday, which counts the week before: their tokens would not fit.
        """
        today = date.fromisoformat(self._plan.date(day))
        token, since = self._held.get(person.identifier, (None, day))
        if self._plan.prompt:
            if token is not None or today.weekday() == 0:
                return
            person.sign_in()
            token = self._collect(person, day)
        elif token is None or since >= day:
            return
        self._send(person, token, self._rng.choice(list(goals)), week_of(today))

    def _send(self, person: Browser, token: Token, goal: str, week: str) -> None:
        value = self._rng.randint(0, 10)
        person.say("/say/polls", presented(token) | {"poll": goal, "round": week, "value": value})
        pepper = Keystore(self._keys).pepper(token.kid)
        made = mark(pepper, token.kid, token.msg, Act.POLL, about(goal, week))
        self.answered.marks[made.hex()] = person.identifier

    def released(self, batch: int) -> None:
        """Note who had collected by this release."""
        self.answered.collected[batch] = sorted(self._held)

    def given(self) -> dict[str, Any]:
        """What the attacker shall know besides: the key, and who had collected."""
        kids = {token.kid for token, _day in self._held.values()}
        return {"kid": min(kids, default=""), "collected": self.answered.collected}
