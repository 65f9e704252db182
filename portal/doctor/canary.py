"""The canary: a word that exists nowhere else, and the spellings in which it may be kept."""

import base64
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

# Of the letters and the length of an id, so that it gets past every check of an address's form.
_LETTERS = "bcdfghjklmnpqrstvwxz"
_LENGTH = 26


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


@dataclass(frozen=True)
class Canary:
    """A random word, and the second from which it may be found."""

    word: str = field(default_factory=_word)
    since: float = field(default_factory=time.time)

    def spellings(self) -> dict[bytes, str]:
        """Every byte string that betrays the word, with the name of the spelling."""
        raw = self.word.encode()
        escaped = "".join(f"%{byte:02x}" for byte in raw)
        found = {raw: "in clear", raw.upper(): "in clear", raw.hex().encode(): "in hex"}
        found |= {raw.hex().upper().encode(): "in hex"}
        found |= dict.fromkeys((escaped.encode(), escaped.upper().encode()), "percent-encoded")
        found |= {raw.decode().encode("utf-16-le"): "in UTF-16"}
        return found | dict.fromkeys(_base64(raw), "in base64")


def _base64(raw: bytes) -> Iterable[bytes]:
    """The word inside the base64 of something longer, wherever in that it begins."""
    for before in range(3):
        padded = bytes(before) + raw
        # Letters that hold bits of a neighbour are not of the word alone.
        whole = slice((before * 8 + 5) // 6, len(padded) * 8 // 6)
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(padded)[whole]


def spelled(spellings: dict[bytes, str], content: bytes) -> str | None:
    """How the word stands in some bytes; None where it does not."""
    return next((name for word, name in spellings.items() if word in content), None)
