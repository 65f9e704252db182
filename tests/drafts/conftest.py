"""A draft of Bob's for this quarter, with one key result that says all it has to."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.core import clock
from portal.core.db import transaction
from portal.core.directory import directory
from portal.drafts import service
from portal.drafts.service import Written
from portal.okr.service import quarter_of


def written(title="新人獨立上機的天數", **changes):
    """A key result that nothing is wrong with."""
    fields = {
        "title": title,
        "plain": title,
        "kind": "reduce",
        "unit": "天",
        "baseline": Decimal(30),
        "target": Decimal(18),
        "due": clock.today() + timedelta(days=20),
        "responsible_id": directory().named("alice").id,
    }
    return Written(**(fields | changes))


@pytest.fixture
def begin(actors):
    """Let somebody begin a draft for a team."""

    def start(title="讓新人第一週就敢獨立上機", who="bob", team="生產部"):
        with transaction():
            found = directory().team(team)
            return service.begin(actors[who], quarter_of(clock.today()), found, title)

    return start


@pytest.fixture
def draft(begin):
    made = begin()
    with transaction():
        service.add_result(made, written())
    return made
