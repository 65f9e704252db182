"""What clients post, how it was answered, and many of them at once."""

import secrets
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from random import Random

from benchmarks.load import HOST
from portal.anonymity import tokens
from portal.anonymity.client import Token
from portal.anonymity.encoding import b64u
from portal.voice.photos import stand_in
from tests.adversary.clients import JSON
from tests.making import make_item, make_post, padded, photo_with_places, pictured

HANDS = 4
PATIENCE = 20.0
ACCEPTED, USED, BUSY = 202, 409, 429


@dataclass
class Letter:
    """A post with a token of its own; status 0: nobody answered, or the server said that it fails.

    `other` says something else with the same token.
    """

    nullifier: bytes
    commitment: bytes
    raw: bytes
    other: bytes
    status: int = 0

    def send(self, port: int) -> int:
        """Send it once, or again with the same bytes; the status."""
        self.status = answer(port, self.raw)
        return self.status


def write(token: Token, goal: str, chance: Random) -> Letter:
    """A letter about a goal; some carry a photo, some wait for the end of their epoch's key."""
    photo = photo_with_places(chance.choice(("teal", "navy")))
    pictures = pictured(photo) if chance.random() < 0.15 else {}
    sent = make_item(goal, body=f"排程一天改三次。{secrets.token_hex(4)}", **pictures)
    kept = sent | {"photos": [stand_in(photo)] if pictures else []}
    salt = secrets.token_bytes(tokens.SALT_BYTES)
    post = make_post(token, sent, salt=b64u(salt))
    other = make_post(token, make_item(goal, body="別的話"))
    return Letter(
        tokens.nullifier(token.kid, token.msg),
        tokens.commitment(salt, kept),
        padded(post),
        padded(other),
    )


def answer(port: int, raw: bytes) -> int:
    """The status that a request to post gets; 0 for none, and for a server that fails."""
    while True:
        status = _asked(port, raw)
        if status != BUSY:
            return 0 if status >= 500 else status


def _asked(port: int, raw: bytes) -> int:
    wire = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        wire.request("POST", "/say/posts", raw, JSON)
        answered = wire.getresponse()
        answered.read()
    except (OSError, HTTPException):
        return 0
    finally:
        wire.close()
    return answered.status


class Crowd:
    """Clients that post at once, each until somebody does not answer or all is said."""

    def __init__(self, port: int, letters: Iterable[Letter]) -> None:
        self._port, self._left = port, deque(letters)
        self._hands = [threading.Thread(target=self._speak) for _ in range(HANDS)]

    def start(self) -> None:
        for hand in self._hands:
            hand.start()

    def wait(self) -> None:
        """Until nobody speaks any more."""
        for hand in self._hands:
            hand.join()

    @property
    def speaking(self) -> bool:
        return any(hand.is_alive() for hand in self._hands)

    def _speak(self) -> None:
        while self._left:
            try:
                letter = self._left.popleft()
            except IndexError:
                return
            if not letter.send(self._port):
                return
