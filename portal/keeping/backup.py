"""Making a backup: the released state and its key log, while the portal runs."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from portal.anonymity import durable, keylog
from portal.core import clock, locks, schema
from portal.core.errors import Conflict
from portal.core.ids import ID
from portal.core.settings import settings
from portal.keeping import copying
from portal.keeping.manifest import (
    HEAD,
    LOG,
    MAIN,
    NAME,
    UPLOADS,
    Manifest,
    Unusable,
    flatten,
    hash_of,
    ours,
    write,
)
from portal.voice.keys import log_folder
from portal.voice.release import is_whole
from portal.voice.service import last_batch


def back_up(folder: Path) -> Manifest:
    """Put what was released, and the key log, into a folder: a new one, or an earlier backup.

    Never what waits in the inbox, who may still collect, what is derived, or a key. Waits for a
    release that runs. The folder holds the earlier backup until the new one is whole. Raises
    Conflict before the first release and when one broke off, Unusable for a folder of other things.
    """
    _check_place(folder)
    with locks.moving(settings().data):
        batch = _released()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _write(folder, batch)


def _check_place(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Unusable(f"{folder} is no folder.")
    others = sorted(path.name for path in folder.glob("*") if not ours(path.name))
    if others:
        raise Unusable(f"{folder} holds other things, like {others[0]}. Name a folder of its own.")


def _released() -> int:
    last = last_batch()
    if last is None:
        raise Conflict("A backup starts after a release, and there was none. Run: portal release")
    if not is_whole():
        raise Conflict("A release broke off half way. Run: portal release")
    return last.batch


def _write(folder: Path, batch: int) -> Manifest:
    state = folder / f"state-{secrets.token_hex(8)}"
    state.mkdir(mode=0o700)
    copying.snapshot(state / MAIN)
    _copy_log(state)
    _copy_uploads(folder / UPLOADS)
    paths = [*state.iterdir(), *_wanted(folder / UPLOADS)]
    flatten(paths)
    manifest = Manifest(
        day=clock.today().isoformat(),
        batch=batch,
        schema=schema.newest() or "",
        demo=settings().demo,
        state=state.name,
        files={str(path.relative_to(folder)): _settled(path) for path in sorted(paths)},
    )
    for made in (state, folder / UPLOADS):
        durable.settle(made)
    write(folder, manifest)
    _sweep(folder, manifest)
    flatten([folder / NAME, state, folder / UPLOADS, folder])
    return manifest


def _copy_log(state: Path) -> None:
    log = keylog.read(log_folder())
    for name, content in ((LOG, log.raw), (HEAD, log.head)):
        durable.draft(state / name, content).replace(state / name)


def _wanted(folder: Path) -> Iterator[Path]:
    """The sealed files; what lies beside its place belongs to a release that broke off."""
    return (path for path in folder.iterdir() if ID.fullmatch(path.name))


def _copy_uploads(folder: Path) -> None:
    """Bring the sealed files up to date; one never changes, so what is there already stays."""
    folder.mkdir(mode=0o700, exist_ok=True)
    theirs = {path.name: path for path in _wanted(settings().data / UPLOADS)}
    for name in theirs.keys() - {path.name for path in _wanted(folder)}:
        durable.draft(folder / name, theirs[name].read_bytes()).replace(folder / name)


def _settled(path: Path) -> str:
    """The hash of a file that is on disk when this returns."""
    durable.sync(path)
    return hash_of(path)


def _sweep(folder: Path, manifest: Manifest) -> None:
    """Take away the backup before this one, and what broken-off ones have left."""
    known = {folder / name for name in manifest.files}
    for path in folder.iterdir():
        if path.name.startswith("state-") and path.name != manifest.state:
            shutil.rmtree(path)
        elif path.name.startswith(f".{NAME}."):
            path.unlink()
    for path in (folder / UPLOADS).iterdir():
        if path not in known:
            path.unlink()
