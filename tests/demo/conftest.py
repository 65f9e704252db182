"""The demo, loaded once for each day on which it could start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.core import clock
from portal.core.db import db
from portal.demo import ORG, load
from tests import stores

FIRST_OF_A_QUARTER = date(2026, 10, 1)
LEAP_DAY = date(2028, 2, 29)
MARKS = (pytest.mark.slow, pytest.mark.uncounted)


@dataclass(frozen=True)
class Loaded:
    """An application that holds the demo, and the day of its first start."""

    app: Flask
    today: date


DAYS = [
    pytest.param(FIRST_OF_A_QUARTER, marks=MARKS),
    pytest.param(LEAP_DAY, marks=(*MARKS, pytest.mark.long)),
]


@pytest.fixture(scope="session", params=DAYS, ids=str)
def _loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    settings = Settings(
        _env_file=None,
        data=tmp_path_factory.mktemp("demo"),
        org=ORG,
        demo=True,
        floor=(1, 1),
        release_at="*",
    )
    app = create_app(settings)
    with app.app_context():
        stores.make(app)
        load(request.param)
    yield Loaded(app, request.param)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def demo(_loaded: Loaded) -> Iterator[Loaded]:
    """The demo as it stands on the day of its first start."""
    with _loaded.app.app_context(), clock.as_on(_loaded.today):
        yield _loaded
        db.session.remove()
