"""The whole application on an empty data folder."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import read_settings
from portal.core.db import db
from portal.core.schema import migrate


@pytest.fixture(scope="session")
def portal_app(tmp_path_factory) -> Iterator[Flask]:
    app = create_app(read_settings(data=tmp_path_factory.mktemp("rules")))
    with app.app_context():
        migrate()
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
