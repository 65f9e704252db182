"""Backups and copies of keys: fresh, apart from each other, and not kept for too long."""

import sqlite3
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from portal.core.db import DERIVED, INBOX, ISSUANCE, Base
from portal.doctor import folder as folders
from portal.doctor.findings import Finding, broken, fine, unasked, unseen

DAY = 86400.0
FRESH = 2
KEPT = 7
KEY_NAMES = {"keys", "signer", "pepper", "dek", "kek", "kek.next", "keylog.key", "secret_key"}
STORE_NAMES = ("inbox.db", "issuance.db", "search.db", "jobs.db")
NEVER = {name for store in (INBOX, ISSUANCE, DERIVED) for name in store.tables}
NEVER -= set(Base.metadata.tables)
SQLITE = b"SQLite format 3\0"
APART = "Take it out and destroy it. A backup holds main.db, keylog and uploads; keys lie apart."


def backups(folder: Path | None) -> list[Finding]:
    """Check the newest backup's age, and that none holds what a backup never holds."""
    if folder is None:
        return [unasked("Backups: name their folder with --backups.")]
    files, unread = _files(folder, "--backups")
    if unread or not files:
        return unread or [broken(f"There is no backup in {folder}.", "Run: portal backup")]
    held = [finding for path in files for finding in _wrong_within(path, folder)]
    return [*held, _age(files), *folders.private(folder)]


def key_copies(folder: Path | None) -> list[Finding]:
    """Check that no copy of the keys outlives the week after which a destroyed key must be gone."""
    if folder is None:
        return [unasked("Copies of the keys: name their folder with --keys.")]
    files, unread = _files(folder, "--keys")
    old = [path for path in files if _days(path) > KEPT]
    found = [
        broken(f"{path} is a copy of a key from {_days(path)} days ago.", "Destroy it: shred -u")
        for path in old
    ]
    found = unread or found or [fine(f"No copy of a key is older than {KEPT} days.")]
    return found if unread else [*found, *folders.private(folder)]


def _files(folder: Path, option: str) -> tuple[list[Path], list[Finding]]:
    if not folder.is_dir():
        return [], [unseen(f"{folder} is no folder that can be read.", f"Correct {option}.")]
    return sorted(path for path in folder.rglob("*") if path.is_file()), []


def _days(path: Path) -> int:
    return int((time.time() - path.stat().st_mtime) // DAY)


def _age(files: list[Path]) -> Finding:
    days = min(map(_days, files))
    if days > FRESH:
        said = f"The newest backup is {days} days old."
        return broken(said, "See why candor-backup.timer does not run: portal backup")
    return fine(f"The newest backup is {days} days old.")


def _wrong_within(path: Path, folder: Path) -> Iterator[Finding]:
    try:
        names = [str(path.relative_to(folder)), *_packed(path)]
        wrong = sorted({name for name in names if _forbidden(name)})
        wrong = wrong or sorted(f"the table {name}" for name in _tables(path) & NEVER)
    except (OSError, tarfile.TarError, zipfile.BadZipFile, sqlite3.Error) as error:
        yield unseen(f"{path} could not be looked into: {error}.")
        return
    if wrong:
        yield broken(f"The backup {path} holds {wrong[0]}, which a backup never holds.", APART)


def _forbidden(name: str) -> bool:
    parts = Path(name).parts
    return (
        not KEY_NAMES.isdisjoint(parts)
        or name.endswith(".pem")
        or any(part.startswith(STORE_NAMES) for part in parts)
    )


def _packed(path: Path) -> list[str]:
    """The names in an archive; none for what is no archive."""
    if tarfile.is_tarfile(path):
        with tarfile.open(path) as tar:
            return tar.getnames()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    return []


def _tables(path: Path) -> set[str]:
    with path.open("rb") as file:
        if file.read(len(SQLITE)) != SQLITE:
            return set()
    # Immutable: a look must leave no file beside a backup.
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        found = connection.execute("select name from sqlite_master where type = 'table'")
        return {name for (name,) in found}
