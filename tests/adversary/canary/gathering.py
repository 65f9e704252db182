"""The story goes on in a retrospective: a card, a vote and an answer of a known person."""

from collections.abc import Callable
from typing import Any

from tests.adversary.canary.searching import PIECE
from tests.adversary.canary.story import Story
from tests.adversary.clients import Browser, presented

ON_A_CARD = "長頸鹿在鍋爐邊折了九十九隻紙鶴"
ROOM = ("alice", "bob", "h0", "h1", "h2")
QUOTAS = {"card": 20, "ballot": 1}
DOTS, WORTH = 3, 5
# The first bytes of all that is sealed may be the same.
ALIKE = 4


class Gathering:
    """Five are in the room; Bob leads, and Alice's words are those that are searched for."""

    def __init__(self, story: Story) -> None:
        self.story, self._page = story, f"/in/retros/{story.retro}"
        known = story.people
        # What waited, and must be nowhere once it was revealed or counted.
        self.waited: dict[str, bytes] = {}
        self._known = self._waiting()
        self.people = {name: known.get(name) or self._guest(name) for name in ROOM}

    def _guest(self, name: str) -> Browser:
        found = Browser(name, f"127.0.9.{90 + int(name[1:])}", self.story.people["bob"].port)
        found.sign_in()
        return found

    def write(self) -> None:
        """All collect; Alice writes a card, which lies sealed until the session goes on."""
        for person in self.people.values():
            person.come(self.story.retro, QUOTAS)
        alice = self.people["alice"]
        (_kid, cards), (_other, [vote]) = alice.purse.items()
        token = cards[0]
        self.story.secrets |= {
            "card": ON_A_CARD,
            "card token": token.msg,
            "card signature": token.sig,
            "vote token": vote.msg,
            "vote signature": vote.sig,
        }
        item = {"column": "cause", "body": ON_A_CARD}
        alice.say("/say/retro", presented(token))
        alice.say("/say/cards", presented(token) | {"item": item})
        self._remember("card as it waits")

    def lead(self, *phases: str, **words: str) -> None:
        """Bob goes on."""
        for phase in phases:
            self.story.people["bob"].send(f"{self._page}/phase", self._page, phase=phase, **words)

    def answer(self) -> None:
        """All answer what is asked."""
        poll = {"poll": self.story.retro, "value": WORTH}
        self._all("/say/polls", lambda room: poll | {"round": room["poll"]["round"]})
        self._remember("answer")

    def vote(self) -> None:
        """All vote, and think again."""
        for place in range(2):
            self._all("/say/ballots", lambda room: {"votes": {room["topics"][0]["id"]: DOTS}})
            self._remember(f"ballot {place}")

    def back_up(self) -> None:
        """A backup is made while the room still waits."""
        self.story.stores.backup(self.story.kept / f"backup-{len(self.waited)}")

    def _all(self, address: str, said: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        for person in self.people.values():
            token = list(person.purse.values())[-1][0]
            room = person.say("/say/retro", presented(token))
            person.say(address, presented(token) | said(room))

    def _remember(self, what: str) -> None:
        """A row that waits in the inbox since this was said."""
        now = self._waiting()
        self.waited[what], self._known = (now - self._known).pop(), now

    def _waiting(self) -> set[bytes]:
        """What is sealed: not from its beginning, which a log leaves out of a new version."""
        rows = self.story.stores.ask("inbox", "select sealed from inbox")
        return {bytes(row["sealed"])[ALIKE : ALIKE + PIECE] for row in rows}
