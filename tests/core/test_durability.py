"""What survives a power cut: what was answered with 202, and what a release has taken over."""

import pytest
from sqlalchemy import text

from portal.app import create_app
from portal.core.schema import engine_of
from tests.conftest import make_settings

FULL = 2


@pytest.mark.parametrize("store", ["inbox", "main"])
def test_what_is_committed_is_on_the_disk(tmp_path, store):
    # The application of the other tests is in a hurry (tests/stores.py).
    app = create_app(make_settings(tmp_path))
    with app.app_context(), engine_of(store).connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == FULL
