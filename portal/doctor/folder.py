"""Who may read what lies in a folder: its owner, and nobody else."""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

from portal.core.private import OTHERS
from portal.doctor.findings import Finding, broken, fine, unseen


def private(folder: Path) -> list[Finding]:
    """Check the folder and everything under it: 0700 and 0600, all of one owner."""
    try:
        owner = folder.stat().st_uid
        faults = [fault for path in _everything(folder) for fault in _faults(path, owner)]
    except OSError as error:
        return [unseen(f"{error.filename} could not be looked at: {error.strerror}.")]
    return faults or [fine(f"{folder} and all in it are for their owner alone.")]


def _everything(folder: Path) -> Iterator[Path]:
    yield folder
    for parent, folders, names in os.walk(folder, onerror=_raise):
        yield from (Path(parent, name) for name in (*folders, *names))


def _raise(error: OSError) -> None:
    raise error


def _faults(path: Path, owner: int) -> Iterator[Finding]:
    try:
        stat = path.lstat()
    except FileNotFoundError:
        # A database closes, and takes its log away.
        return
    mode = S_IMODE(stat.st_mode)
    if mode & OTHERS and not path.is_symlink():
        yield broken(f"{path} is open to others ({mode:04o}).", f"Run: chmod go-rwx '{path}'")
    if stat.st_uid != owner:
        said = f"{path} belongs to another user than the folder does."
        yield broken(said, "Give it to the user that the portal runs as.")
