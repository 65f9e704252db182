"""How often somebody may try to sign in; in memory only, under keys that die with it."""

import hashlib
import hmac
import secrets

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from portal.core.errors import TooMany
from portal.core.languages import gettext as _

# Per name *and* address: a stranger who guesses locks out himself, never the person.
PAIR = RateLimitItemPerMinute(6)
ADDRESS = RateLimitItemPerMinute(60)
# All addresses together, for browsers that never signed in under this name.
STRANGERS = RateLimitItemPerHour(200)
# Links by mail that somebody asks for: to one name, and to all names from one address.
ASKED = RateLimitItemPerHour(5)
ASKING = RateLimitItemPerHour(60)

_salt = secrets.token_bytes(32)
_windows = MovingWindowRateLimiter(MemoryStorage())


def _key(*words: str) -> str:
    return hmac.new(_salt, "\x00".join(words).encode(), hashlib.sha256).hexdigest()


def _limits(identifier: str, address: str, *, known: bool) -> list[tuple[RateLimitItem, str]]:
    limits: list[tuple[RateLimitItem, str]] = [
        (PAIR, _key("pair", identifier, address)),
        (ADDRESS, _key("address", address)),
    ]
    return limits if known else [*limits, (STRANGERS, _key("name", identifier))]


def check(identifier: str, address: str, *, known: bool) -> None:
    """Raise TooMany when this browser has failed too often; `known`: it signed in here before."""
    if not all(_windows.test(item, key) for item, key in _limits(identifier, address, known=known)):
        raise TooMany(_("Too many tries. Wait a minute, then try again."))


def failed(identifier: str, address: str, *, known: bool) -> None:
    """Count one failure."""
    for item, key in _limits(identifier, address, known=known):
        _windows.hit(item, key)


def asked(identifier: str, address: str) -> None:
    """Count one request for a link by mail. Raises TooMany, whether there is such a name or not."""
    keys = ((ASKING, _key("asks", address)), (ASKED, _key("asked", identifier, address)))
    if not all(_windows.hit(item, key) for item, key in keys):
        raise TooMany(_("Too many tries. Wait a while, then try again."))


def forget_all() -> None:
    """Start with a clean slate, as a new process would."""
    _windows.storage.reset()
