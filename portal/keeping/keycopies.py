"""Copies of the keys that open texts: in a folder apart from every backup, for seven days.

Never what signs or marks: the log says of a retired key that it was destroyed, and a copy would
make that a lie. Never the key of sessions: after a restore everybody signs in anew.
"""

import re
import secrets
from datetime import date, timedelta
from pathlib import Path

from portal.anonymity import durable, vault
from portal.anonymity.keystore import LOG_KEY
from portal.keeping.manifest import Unusable, flatten

KEPT = timedelta(days=7)
_COPY = re.compile(r"\.?keys-(\d{4}-\d{2}-\d{2})-[0-9a-f]{8}")
_DEKS = "dek"
_TOP = {"kek", "kek.next", LOG_KEY}


def check_apart(folder: Path, backup: Path) -> None:
    """Raise Unusable when the two folders lie in one: together they open everything."""
    one, other = folder.resolve(), backup.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise Unusable("Keys are kept apart from the backup: name a folder outside it.")


def keep(keys: Path, folder: Path, today: date) -> Path:
    """Copy the keys into a folder of that day; destroy copies that are too old or broken off."""
    vault.create_folder(folder)
    name = f"keys-{today.isoformat()}-{secrets.token_hex(4)}"
    draft, made = folder / f".{name}", folder / name
    draft.mkdir(mode=0o700)
    (draft / _DEKS).mkdir(mode=0o700)
    # A key that is being wrapped anew opens with the one KEK or the other, never with half a copy.
    with vault.locked(keys):
        for path in _parts(keys):
            vault.replace(draft / path.relative_to(keys), vault.read(path))
    flatten([*draft.rglob("*"), draft])
    draft.rename(made)
    durable.settle(folder)
    destroy_old(folder, today, keep=made)
    flatten([folder])
    return made


def _parts(keys: Path) -> list[Path]:
    deks = keys / _DEKS
    within = vault.names(deks) if deks.is_dir() else set()
    found = [keys / name for name in sorted(vault.names(keys) & _TOP)]
    return found + [deks / name for name in sorted(within) if not name.startswith(".")]


def destroy_old(folder: Path, today: date, keep: Path) -> None:
    """Destroy copies of more than seven days, of the same day as a newer one, and broken-off ones.

    A key that was destroyed lives on in its copies: that is why they are not kept for long.
    """
    for path in folder.iterdir():
        day = _day(path)
        if day is None or path == keep:
            continue
        if path.name.startswith(".") or day == today or today - day > KEPT:
            _destroy(path)


def _day(path: Path) -> date | None:
    found = _COPY.fullmatch(path.name)
    return date.fromisoformat(found[1]) if found else None


def _destroy(copy: Path) -> None:
    for part in (copy / _DEKS, copy):
        if part.is_dir():
            for name in sorted(vault.names(part) - {_DEKS}):
                vault.destroy(part / name)
            part.rmdir()


def latest(folder: Path) -> Path:
    """The newest whole copy in a folder. Raises Unusable when there is none."""
    found = [path for path in folder.glob("keys-*") if _day(path)] if folder.is_dir() else []
    if not found:
        raise Unusable(f"{folder} holds no copy of keys.")
    return max(found, key=lambda path: path.name)
