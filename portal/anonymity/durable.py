"""Writing files so that a power cut leaves the old bytes or the new, never half of either."""

import os
import secrets
from pathlib import Path


def draft(path: Path, content: bytes, dated: float | None = None) -> Path:
    """Write an owner-only file (0600) beside `path`, on disk when this returns, and name it.

    `dated` is the instant that the file shall show as its own, instead of this one.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
        file.write(content)
        file.flush()
        if dated is not None:
            os.utime(descriptor, (dated, dated))
        os.fsync(descriptor)
    return beside


def replace(path: Path, content: bytes) -> None:
    """Put `content` in place of what stands at `path`, in one step."""
    draft(path, content).replace(path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def sync(path: Path) -> None:
    """Make the content of a file that somebody else wrote survive a power cut."""
    _sync(path, os.O_RDONLY)


def _sync(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
