"""What somebody does who scanned a poster, without a browser."""

import os
from typing import Any

from portal.anonymity import work
from portal.anonymity.encoding import b64u

# Few enough for a test, and more than chance gives often.
BITS = 6


def by_poster(
    key: bytes, item: dict[str, Any], nullifier: bytes | None = None, bits: int = BITS
) -> dict[str, Any]:
    """A request to post by a poster, with its work done."""
    mine = nullifier or os.urandom(32)
    right = {"poster": b64u(key), "nullifier": b64u(mine), "pow": work.find(mine, bits)}
    rest = {"item": item, "salt": "A" * 22, "mailbox": None, "hold": "release"}
    return {"v": 1, **right, **rest}
