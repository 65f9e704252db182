"""Putting a backup back: checked first, then step by step, each of which may run again."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.anonymity import durable, keylog, keystore, vault
from portal.anonymity.keyring import Keyring
from portal.answers import findable
from portal.config import Settings
from portal.core import clock, locks, revisions, schema
from portal.core.db import db, on_file, transaction
from portal.core.errors import Conflict
from portal.core.settings import settings
from portal.keeping import copying, keycopies, manifest, retention
from portal.keeping.manifest import MAIN, UPLOADS, Manifest, Unusable
from portal.people import keys, service
from portal.voice import rendering
from portal.voice.keys import keys_folder, sealer

MARK = "restoring"
DEMO = "demo"


@dataclass(frozen=True)
class Plan:
    """A backup that may be restored here, and the copy of keys that goes with it."""

    folder: Path
    found: Manifest
    keys: Path | None


def plan(folder: Path, copies: Path | None, here: Settings) -> Plan:
    """Check a backup against itself and against what is here; touches nothing.

    Raises Unusable for what is damaged or too new, Conflict for key logs that part or keys that
    clash.
    """
    found = manifest.read(folder)
    if not schema.is_known(found.schema):
        raise Unusable("The backup was made by a newer version of the portal. Install that first.")
    manifest.check(folder, found)
    made = Plan(folder, found, keycopies.latest(copies) if copies else None)
    _log(made, here.data)
    _check_keys(made, here.data / "keys")
    return made


def _log(made: Plan, data: Path) -> keylog.KeyLog:
    """The key log that will stand: the longer of the two."""
    try:
        return keylog.longer(made.found.log(made.folder), keylog.read(data / "keylog"))
    except keylog.LogRefused as fault:
        raise Conflict(
            f"This is a question for people: {fault}. Nothing was changed. Find out which log is "
            "the one that browsers have seen, and move the other one away."
        ) from None


def _check_keys(made: Plan, folder: Path) -> None:
    if made.keys and (folder / "dek").is_dir():
        clash = Keyring(folder).clashes(Keyring(made.keys))
        if clash:
            raise Conflict(
                f"The keys here and in {made.keys} differ for {', '.join(sorted(clash))}. Nothing "
                "was changed. Move keys/ away, or leave out --keys."
            )


def described(made: Plan, here: Settings) -> list[str]:
    """What a restore will do, a line each; for --dry-run and for the record."""
    found, data, log = made.found, here.data, _log(made, here.data)
    mine = keylog.read(data / "keylog").lines
    whose = "of this folder" if log.lines == mine else "of the backup"
    open_keys = [one for one in keylog.states(log.lines).values() if one.state != "closed"]
    older = "" if found.schema == schema.newest() else ", upgraded"
    there = here.database_url or (data / "main.db").exists()
    inbox = bool(here.inbox_url) or (data / "inbox.db").exists()
    return [
        f"main: as of {found.day}, release {found.batch}{older}"
        f"{'; replaces what is here' if there else ''}",
        f"key log: the {len(log.lines)} lines {whose}",
        f"keys of tokens: {len(open_keys)} closed",
        f"keys of texts: {f'from {made.keys.name}' if made.keys else 'those of this folder'}",
        f"inbox: {'stays' if inbox else 'begins empty'}",
        f"uploads: {len(found.uploads())} files",
    ]


def is_unfinished(data: Path) -> bool:
    """True when a restore of this data folder broke off: run it again before anything else."""
    return (data / MARK).exists()


def perform(made: Plan) -> int:
    """Restore, in the application's context; how many posts can be read afterwards.

    Raises Conflict while the portal runs here. A crash is healed by doing it again.
    """
    data = settings().data
    with locks.nobody_serving(data), locks.moving(data):
        log = _log(made, data)
        _check_survivors()
        with _unfinished(data):
            _bring_keys(made, log)
            _bring_uploads(made)
            _bring_main(made)
            keylog.put(data / "keylog", log)
            if made.found.demo:
                (data / DEMO).touch()
            return _begin_anew()


@contextmanager
def _unfinished(data: Path) -> Iterator[None]:
    """Mark the folder until all is done: nothing starts on half of a restore."""
    durable.replace(data / MARK, b"")
    yield
    (data / MARK).unlink()
    durable.settle(data)


def _check_survivors() -> None:
    """The inbox stays; so it has to be one. Who may still collect is written anew in any case."""
    if not schema.is_readable("inbox"):
        raise Conflict(
            "The inbox cannot be read. Nothing was changed. Move inbox.db away to go on without "
            "it; what waits there is lost then."
        )
    if schema.engine_of("issuance").dialect.name == "sqlite" and not schema.is_readable("issuance"):
        schema.renew("issuance")


def _bring_keys(made: Plan, log: keylog.KeyLog) -> None:
    """Keys that are lacking here, but those whose time is over, and the one that signs the log."""
    if made.keys is None:
        return
    theirs, today = Keyring(made.keys), clock.today()
    kept = {epoch for epoch in theirs.epochs() if not retention.is_over(epoch, today)}
    sealer().keys.adopt(theirs, kept)
    named, mine = keylog.log_key(log.lines), keys_folder()
    if keystore.signs(made.keys, named) and not keystore.signs(mine, named):
        vault.replace(mine / keystore.LOG_KEY, vault.read(made.keys / keystore.LOG_KEY))


def _bring_uploads(made: Plan) -> None:
    """Sealed files that are lacking or damaged; one more than there are rows harms nobody."""
    for name in made.found.uploads():
        source, target = made.folder / UPLOADS / name, settings().data / UPLOADS / name
        expected = made.found.files[f"{UPLOADS}/{name}"]
        if not target.is_file() or manifest.hash_of(target) != expected:
            durable.replace(target, source.read_bytes())
            shutil.copystat(source, target)


def _bring_main(made: Plan) -> None:
    """The main database, in this version's schema, and empty stores where there are none."""
    work = settings().data / "main.restoring"
    durable.replace(work, b"")
    shutil.copyfile(made.found.path(made.folder, MAIN), work)
    with on_file(work) as engine:
        schema.migrate_engine(engine, "main")
    on_files = schema.engine_of("main").dialect.name == "sqlite"
    if on_files:
        _replace_main(work)
    schema.migrate()
    if not on_files:
        copying.load(work)
        work.unlink()


def _replace_main(work: Path) -> None:
    durable.sync(work)
    db.session.remove()
    engine = schema.engine_of("main")
    engine.dispose()
    path = Path(str(engine.url.database))
    # The log of another database would be played into this one.
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    work.replace(path)
    durable.settle(path.parent)


def _begin_anew() -> int:
    """No key, session or link from before is good any more, and no text over its time is back."""
    keys.end_all("restored from a backup")
    with transaction() as session:
        service.sign_out_everybody()
        revisions.begin_anew(session.connection())
    retention.retain()
    held = rendering.rebuild()
    findable.catch_up()
    return held
