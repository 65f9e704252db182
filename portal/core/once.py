"""What was used a moment ago: in memory that all processes of the portal share, and on no disk.

When somebody signed in is written down nowhere; a used code must not work a second time even so.
"""

import hashlib
import hmac
import mmap
import secrets
from multiprocessing import get_context

_WIDTH = 16
_SLOTS = 4096
# Both are made before the server forks, so that every worker has the same.
_memory = mmap.mmap(-1, _WIDTH * (_SLOTS + 1))
_lock = get_context("fork").Lock()
_salt = secrets.token_bytes(32)


def first_use(*words: str) -> bool:
    """True once for these words, in whichever process; of very many the oldest are forgotten."""
    mark = hmac.new(_salt, "\x00".join(words).encode(), hashlib.sha256).digest()[:_WIDTH]
    with _lock:
        if any(_slot(number) == mark for number in range(_SLOTS)):
            return False
        _keep(mark)
    return True


def _slot(number: int) -> bytes:
    start = _WIDTH * (number + 1)
    return _memory[start : start + _WIDTH]


def _keep(mark: bytes) -> None:
    """Write it over the oldest; the first slot counts."""
    number = int.from_bytes(_memory[:_WIDTH], "big")
    start = _WIDTH * (number % _SLOTS + 1)
    _memory[start : start + _WIDTH] = mark
    _memory[:_WIDTH] = (number + 1).to_bytes(_WIDTH, "big")
