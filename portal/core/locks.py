"""Who is at work in a data folder, told by locks that end with their processes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from portal.core.errors import Conflict


@contextmanager
def moving(data: Path) -> Iterator[None]:
    """Keep releases, backups, restores and retention apart; who comes later waits."""
    with _held(data, fcntl.LOCK_EX):
        yield


@contextmanager
def sending(data: Path) -> Iterator[None]:
    """Let one process at a time send messages; who comes later waits."""
    with _held(data / "uploads", fcntl.LOCK_EX):
        yield


@contextmanager
def serving(data: Path) -> Iterator[None]:
    """Say that the portal runs on this folder. Raises Conflict while a restore does.

    What is forked inside holds the lock too: it ends with the last of the processes.
    """
    with _at_once(data, fcntl.LOCK_SH, "This data folder is being restored. Wait for its end."):
        yield


@contextmanager
def nobody_serving(data: Path) -> Iterator[None]:
    """Keep the portal from starting. Raises Conflict while it runs."""
    with _at_once(data, fcntl.LOCK_EX, "The portal runs on this data folder. Stop it first."):
        yield


@contextmanager
def _at_once(data: Path, how: int, otherwise: str) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            # A folder that always is there and that nobody else locks: no file has to be made.
            stack.enter_context(_held(data / "keylog", how | fcntl.LOCK_NB))
        except BlockingIOError:
            raise Conflict(otherwise) from None
        yield


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
