"""Passwords: argon2id, a bounded number at a time."""

import os
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.errors import Invalid
from portal.core.languages import gettext as _

SHORTEST = 8
LONGEST = 256

# OWASP's floor: 19 MiB each, so the number at once is what bounds the memory.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.BoundedSemaphore(os.cpu_count() or 2)


def hash_password(password: str) -> str:
    """The argon2id hash of a password. Raises Invalid for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(_("A password has 8 to 256 characters."))
    with _at_once:
        return hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """True when the password is the one; takes the same time when there is no hash at all."""
    with _at_once:
        try:
            found = hasher.verify(password_hash or _nobody(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return found and password_hash is not None


_decoy: list[str] = []


def _nobody() -> str:
    if not _decoy:
        _decoy.append(hasher.hash(os.urandom(16).hex()))
    return _decoy[0]
