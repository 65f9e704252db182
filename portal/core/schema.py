"""The schema of the four stores: made, upgraded and compared by the migrations."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from portal.core.db import STORES, alone, db, rebuilding
from portal.core.paths import share

HEAD = "head"


def engine_of(store: str) -> Engine:
    """The engine behind a store's name."""
    return db.engines[None if store == "main" else store]


def version_table(store: str) -> str:
    """Where a store keeps its revision; issuance may share a PostgreSQL database with main."""
    return "alembic_version" if store == "main" else f"alembic_version_{store}"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(share("migrations")))
    return config


def _run(connection: Connection, store: str, target: str, *, down: bool) -> None:
    config = _config()
    config.attributes.update(connection=connection, store=store, metadata=STORES[store])
    (command.downgrade if down else command.upgrade)(config, target)


def migrate(target: str = HEAD, *, down: bool = False) -> None:
    """Bring every store to a revision, each in one transaction."""
    for store in STORES:
        migrate_engine(engine_of(store), store, target, down=down)


def migrate_engine(engine: Engine, store: str, target: str = HEAD, *, down: bool = False) -> None:
    """Bring a database that holds this store's tables to a revision, in one transaction."""
    with rebuilding(engine) as connection:
        _run(connection, store, target, down=down)


def revision_of(store: str) -> str | None:
    """The revision at which a store stands; None when it is empty."""
    with engine_of(store).connect() as connection:
        options = {"version_table": version_table(store)}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def is_known(revision: str) -> bool:
    """True for a revision of this version or an earlier one."""
    known = ScriptDirectory.from_config(_config()).walk_revisions()
    return revision in {one.revision for one in known}


def is_sound(store: str) -> bool:
    """True when a store on a file can be read throughout and has the newest schema."""
    try:
        with alone(store) as connection:
            healthy = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"
        return healthy and revision_of(store) == newest()
    except DatabaseError:
        return False


def is_readable(store: str) -> bool:
    """True when a store can be asked for its schema, whichever that is."""
    try:
        revision_of(store)
    except DatabaseError:
        return False
    return True


def renew(store: str) -> None:
    """Throw away a store on a file, whatever is left of it, and make it empty."""
    engine = engine_of(store)
    engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{engine.url.database}{suffix}").unlink(missing_ok=True)
    migrate_engine(engine, store)


def newest() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_current() -> bool:
    """True when every store stands at the newest revision."""
    return {revision_of(store) for store in STORES} == {newest()}


def is_empty() -> bool:
    """True when no store has any schema yet."""
    return all(revision_of(store) is None for store in STORES)
