"""Files of secrets: readable by the owner alone, made once, replaced whole, destroyed for good."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from portal.anonymity import durable


class KeysUnavailable(Exception):
    """The folder of keys is missing, cannot be read, or does not fit what it should open."""


class Destroyed(LookupError):
    """The asked key is not in the folder: it was destroyed, or never was made."""


def create_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter (0700); an existing one stays as it is."""
    with _reported(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def check_folder(folder: Path) -> None:
    """Raise KeysUnavailable unless `folder` is a folder that can be listed."""
    with _reported(folder), os.scandir(folder):
        pass


def names(folder: Path) -> set[str]:
    """List the names in a folder; raises KeysUnavailable where it cannot be listed."""
    with _reported(folder), os.scandir(folder) as found:
        return {one.name for one in found}


def stamp(path: Path) -> tuple[int, int]:
    """Tell which file lies there now, so that a copy kept in memory ends with it.

    Raises Destroyed when the file is gone, KeysUnavailable when its folder is.
    """
    with _reported(path):
        try:
            found = path.stat()
        except FileNotFoundError:
            raise _absent(path) from None
    return found.st_ino, found.st_mtime_ns


def read(path: Path) -> bytes:
    """Read a secret; raises Destroyed or KeysUnavailable."""
    with _reported(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise _absent(path) from None


def make_once(path: Path, secret: bytes) -> bytes:
    """Write `secret` unless the file exists, and give what stands there: all callers get one."""
    with contextlib.suppress(Destroyed):
        return read(path)
    with _reported(path):
        draft = durable.draft(path, secret)
        try:
            # A link is the one step that both appears whole and refuses to overwrite.
            path.hardlink_to(draft)
        except FileExistsError:
            secret = path.read_bytes()
        finally:
            draft.unlink()
        durable.settle(path.parent)
    return secret


def replace(path: Path, secret: bytes) -> None:
    """Put `secret` in place of what stands there, whole or not at all, also if power fails."""
    with _reported(path):
        durable.replace(path, secret)


def promote(path: Path, target: Path) -> None:
    """Let the secret at `path` take the place of the one at `target`, in one step."""
    with _reported(path):
        path.replace(target)
        durable.settle(target.parent)


def destroy(path: Path) -> None:
    """Overwrite and remove a secret and what a crash left of it; gone already is no error."""
    draft = f".{path.name}."
    for name in names(path.parent):
        if name == path.name or name.startswith(draft):
            _shred(path.with_name(name))
    with _reported(path):
        durable.settle(path.parent)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other process out of what is done here with this folder's files."""
    with _reported(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _shred(path: Path) -> None:
    with _reported(path), contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
        path.unlink()


def _absent(path: Path) -> Destroyed:
    check_folder(path.parent)
    return Destroyed(path.name)


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise KeysUnavailable(f"the keys at {path} cannot be used: {fault.strerror}") from fault
