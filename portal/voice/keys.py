"""The public key log, read again only when it changed, and the sealer."""

from pathlib import Path

from flask import current_app

from portal.anonymity import keylog
from portal.anonymity.blindrsa import PublicKey
from portal.anonymity.encoding import unb64u
from portal.anonymity.sealing import Sealer
from portal.core.settings import settings


def keys_folder() -> Path:
    """Where private keys lie."""
    return settings().data / "keys"


def log_folder() -> Path:
    """Where the public key log lies."""
    return settings().data / "keylog"


def sealer() -> Sealer:
    """The sealer of this data folder. Raises KeysUnavailable."""
    found: Sealer | None = current_app.extensions.get("sealer")
    if found is None:
        found = current_app.extensions["sealer"] = Sealer(keys_folder())
    return found


class _Seen:
    """The log as it was last read, and the public keys in it."""

    def __init__(self, stamp: tuple[int, int]) -> None:
        self.stamp = stamp
        self.log = keylog.read(log_folder())
        self.entries = keylog.states(self.log.lines)
        self.publics = {
            kid: PublicKey.from_spki(unb64u(entry.spki)) for kid, entry in self.entries.items()
        }


def _stamp() -> tuple[int, int]:
    try:
        stat = (log_folder() / "log.ndjson").stat()
    except FileNotFoundError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def _seen() -> _Seen:
    found: _Seen | None = current_app.extensions.get("keylog")
    stamp = _stamp()
    if found is None or found.stamp != stamp:
        found = current_app.extensions["keylog"] = _Seen(stamp)
    return found


def log() -> keylog.KeyLog:
    """The public key log and its head, as they are served."""
    return _seen().log


def entries() -> dict[str, keylog.KeyEntry]:
    """Every key of the log with its state, by kid."""
    return _seen().entries


def public_key(kid: str) -> PublicKey | None:
    """The public key of a kid, or None for an unknown one."""
    return _seen().publics.get(kid)


def open_key() -> keylog.KeyEntry | None:
    """The posting key that is open now; there is at most one."""
    found = (entry for entry in entries().values() if entry.kind == "post")
    return next((entry for entry in found if entry.state == keylog.State.OPEN), None)
