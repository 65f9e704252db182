"""The schema of the four stores: made, upgraded and compared by the migrations."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from portal.core.db import STORES, db, rebuilding
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
        with rebuilding(engine_of(store)) as connection:
            _run(connection, store, target, down=down)


def revision_of(store: str) -> str | None:
    """The revision at which a store stands; None when it is empty."""
    with engine_of(store).connect() as connection:
        options = {"version_table": version_table(store)}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def newest() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_current() -> bool:
    """True when every store stands at the newest revision."""
    return all(revision_of(store) == newest() for store in STORES)


def is_empty() -> bool:
    """True when no store has any schema yet."""
    return all(revision_of(store) is None for store in STORES)
