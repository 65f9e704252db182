"""In which ways a session may ask."""

import pytest

from portal.core import errors
from portal.core.db import db, transaction
from portal.retro import opening
from portal.retro.models import Session

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("asking", "expected"),
    [
        (opening.Asking("start-stop"), ["start", "stop", "continue"]),
        (opening.Asking("own", ["哪裡最吵？", "", "誰在等誰？"]), ["own-0", "own-1"]),
        (opening.Asking("by-goal"), None),
    ],
)
def test_a_session_asks_as_was_chosen(goal, actors, asking, expected):
    with transaction():
        found = opening.open_session(actors["bob"], "問", [goal.id], asking=asking)
    assert [one.code for one in found.columns] == (expected or [goal.id])


@pytest.mark.parametrize(
    "asking",
    [
        opening.Asking("nonsense"),
        opening.Asking("own", []),
        opening.Asking("own", ["題"] * 7),
        opening.Asking("own", ["題" * 41]),
    ],
)
def test_a_way_to_ask_that_cannot_be_is_refused(goal, actors, asking):
    with pytest.raises(errors.Invalid), transaction():
        opening.open_session(actors["bob"], "問", [goal.id], asking=asking)
    assert db.session.query(Session).count() == 0
