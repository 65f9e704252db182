"""What a backup consists of: the one file that makes a folder of copies a backup."""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, time
from pathlib import Path

from portal.anonymity import durable, keylog
from portal.anonymity.encoding import canonical
from portal.core import clock
from portal.core.errors import Problem
from portal.core.ids import ID
from portal.core.settings import settings

NAME = "manifest.json"
VERSION = 1
UPLOADS = "uploads"
MAIN, LOG, HEAD = "main.db", "log.ndjson", "head.json"
_STATE = re.compile(r"state-[0-9a-f]{16}")
# Nothing above the folder: a manifest is bytes from elsewhere.
_FILE = re.compile(rf"({_STATE.pattern}/({MAIN}|{LOG}|{HEAD})|{UPLOADS}/{ID.pattern})")


class Unusable(Problem):
    """A folder that holds no backup, a damaged one, or one of a newer version."""


@dataclass(frozen=True)
class Manifest:
    """One backup: its day, the last release in it, its schema, and the hash of every file."""

    day: str
    batch: int
    schema: str
    demo: bool
    state: str
    files: dict[str, str]

    def path(self, folder: Path, name: str) -> Path:
        """Where the main database or a part of the key log lies in the backup's folder."""
        return folder / self.state / name

    def uploads(self) -> list[str]:
        """The names of the sealed files."""
        found = (name.partition("/") for name in self.files)
        return sorted(name for top, _slash, name in found if top == UPLOADS)

    def log(self, folder: Path) -> keylog.KeyLog:
        """The key log as it was."""
        lines = keylog.split(self.path(folder, LOG).read_bytes())
        return keylog.KeyLog(lines, self.path(folder, HEAD).read_bytes())


def ours(name: str) -> bool:
    """True for the name of something that a backup has, or that a broken-off one left."""
    return name in {NAME, UPLOADS} or name.startswith(f".{NAME}.") or bool(_STATE.fullmatch(name))


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    """Make the folder this backup, in one step: until then it is the one before, or none."""
    durable.replace(folder / NAME, canonical({"v": VERSION, **asdict(manifest)}))


def read(folder: Path) -> Manifest:
    """What the folder holds, by its manifest alone. Raises Unusable."""
    try:
        found = json.loads((folder / NAME).read_bytes())
        version = found.pop("v")
    except FileNotFoundError:
        raise Unusable(f"{folder} holds no whole backup: {NAME} is missing.") from None
    except (ValueError, AttributeError, KeyError):
        raise Unusable(f"The backup is damaged: {NAME} cannot be read.") from None
    if version != VERSION:
        raise Unusable("The backup was made by another version of the portal.")
    return _understood(found)


def _understood(found: dict[str, object]) -> Manifest:
    try:
        manifest = Manifest(**found)  # type: ignore[arg-type]
        right = all(_FILE.fullmatch(name) for name in manifest.files)
        needed = {f"{manifest.state}/{name}" for name in (MAIN, LOG, HEAD)}
    except (TypeError, AttributeError):
        right, needed = False, set()
    if not right or not needed or not needed <= manifest.files.keys():
        raise Unusable(f"The backup is damaged: {NAME} names other files than a backup has.")
    return manifest


def check(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its hash. Raises Unusable for the first that differs."""
    for name, expected in sorted(manifest.files.items()):
        path = folder / name
        if not path.is_file() or hash_of(path) != expected:
            raise Unusable(f"The backup is damaged: {name} is not what was written.")


def flatten(paths: Iterable[Path]) -> None:
    """Let files and folders say that they are of their day's midnight, not at which hour."""
    zone = settings().zone
    for path in paths:
        day = clock.local(datetime.fromtimestamp(path.stat().st_mtime, zone)).date()
        midnight = datetime.combine(day, time(), zone).timestamp()
        os.utime(path, (midnight, midnight))
