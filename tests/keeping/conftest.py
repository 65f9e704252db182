"""An organisation with a year of posts, its backup, and a folder to restore it into."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select

from portal import jobs
from portal.app import create_app
from portal.core import clock, schema
from portal.core.db import STORES, db, transaction
from portal.core.paths import share
from portal.keeping import backup, keycopies, restore
from portal.moderation import service as moderation
from portal.voice import rendering
from portal.voice.keys import keys_folder
from portal.voice.models import Post
from tests.conftest import Browser, create_database, make_settings
from tests.making import make_item
from tests.voice.conftest import put

TEXTS = ("排程一天改三次，沒有人先問過現場。", "模具等不到，交期先答應了。", "夜班少兩個人。")


@pytest.fixture
def migrated(app) -> None:
    """Stores that know their revision, as those that the migrations have made."""
    for store in STORES:
        with schema.engine_of(store).begin() as connection:
            options = {"version_table": schema.version_table(store)}
            context = MigrationContext.configure(connection, opts=options)
            context.stamp(ScriptDirectory(str(share("migrations"))), "head")


@pytest.fixture
def minute(app) -> Callable[[int], datetime]:
    """So many minutes after the test began."""
    start = clock.now()
    return lambda number: start + timedelta(minutes=number)


@pytest.fixture
def queue(crowd, open_posting, goal) -> Callable[[str], bytes]:
    """Put a post straight into the inbox, as one whose token was good; its nullifier."""
    target = goal.id
    return lambda body: put(open_posting, make_item(target, body=body))


@pytest.fixture
def published(migrated, queue, minute, actors) -> dict[str, str]:
    """Posts that were said, released and published: their texts by id."""
    for text in TEXTS:
        queue(text)
    jobs.release_at(minute(0))
    publish_all(actors["mona"])
    return texts()


def publish_all(moderator) -> None:
    for post in db.session.scalars(select(Post).where(Post.state == "waiting")).all():
        with transaction():
            moderation.decide(moderator, moderation.find_case(post.id), "approve", None)
            rendering.derive(post)


def texts() -> dict[str, str]:
    """Every published text, by the id of its post."""
    query = select(Post).where(Post.state == "published")
    return {post.id: rendering.open_item(post)["body"] for post in db.session.scalars(query)}


@pytest.fixture
def saved(published, tmp_path) -> Path:
    """A backup of that, in a folder of its own; copies of the keys lie beside it."""
    backup.back_up(tmp_path / "backup")
    keycopies.keep(keys_folder(), tmp_path / "copies", clock.today())
    return tmp_path / "backup"


@pytest.fixture
def copies(saved) -> Path:
    """Where the copies of the keys are."""
    return saved.with_name("copies")


@pytest.fixture
def elsewhere(backend, tmp_path, request) -> Callable[..., Flask]:
    """Make an application on an empty data folder, as on a new machine."""
    made = []

    def make(name: str = "new", **changes: object) -> Flask:
        if backend == "postgres":
            url = request.getfixturevalue("postgres_url")
            for key in ("database_url", "inbox_url"):
                database = f"{key}_{tmp_path.name}_{name}".replace("-", "_").lower()
                changes[key] = create_database(url, database)
        made.append(create_app(make_settings(tmp_path / name, **changes)))
        made[-1].test_client_class = Browser
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@contextmanager
def inside(app: Flask):
    """Work with another application's stores."""
    with app.app_context():
        yield app.extensions["portal"]
        db.session.remove()


def bring_back(app: Flask, folder: Path, copies: Path | None = None) -> int:
    """Restore a backup into this application's folder, as the command does."""
    with inside(app) as settings:
        return restore.perform(restore.plan(folder, copies, settings))


def everything(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
