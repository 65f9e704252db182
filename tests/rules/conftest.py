"""The whole application on an empty data folder."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.core.db import STORES, db
from portal.core.schema import engine_of


@pytest.fixture(scope="session")
def portal_app(tmp_path_factory) -> Iterator[Flask]:
    app = create_app(Settings(data=tmp_path_factory.mktemp("rules")))
    with app.app_context():
        for store, metadata in STORES.items():
            metadata.create_all(engine_of(store))
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
