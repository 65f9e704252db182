"""What survives a power cut: what was answered with 202, and what a release has taken over."""

import pytest
from sqlalchemy import text

from portal.core.schema import engine_of

FULL = 2


@pytest.mark.parametrize("store", ["inbox", "main"])
def test_what_is_committed_is_on_the_disk(app, store):
    with engine_of(store).connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == FULL
