"""What stands under a larger goal is still for the manager of the small one to decide."""

import pytest
from sqlalchemy import select

from portal import jobs
from portal.answers import inbox
from portal.answers import service as answers
from portal.core import clock
from portal.core.access import Permission, allows
from portal.core.db import db, transaction
from portal.moderation import service as moderation
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs
from portal.voice.models import Post
from tests.making import make_item, make_post

pytestmark = pytest.mark.everywhere

LARGE, SMALL = "整家店都準時", "模具準時換"


@pytest.fixture(autouse=True)
def _strict(app, monkeypatch):
    """All five are enough for a list of texts, and the two of the press shop are not."""
    others = app.extensions["portal"].model_copy(update={"k": (1, 5)})
    monkeypatch.setitem(app.extensions, "portal", others)


@pytest.fixture
def small(cast):
    """Bob's goal for the press shop, under Ada's for the whole company."""
    quarter = okr.quarter_of(clock.today())
    rows = [
        f"{quarter},公司,{LARGE},,ada,準時率,準時,reach,%,78,95,86,",
        f"{quarter},生產部,{SMALL},{LARGE},bob,換模時間,換得快,reduce,分,40,20,30,",
    ]
    with transaction():
        take_okrs(read_okrs("\n".join([",".join(COLUMNS), *rows]).encode()))
    return db.session.scalars(select(KeyResult).where(KeyResult.plain == "換得快")).one()


@pytest.fixture
def blocker(say, crowd, small, actors):
    assert say("/say/posts", make_post(crowd[0], make_item(small.id))).status_code == 202
    jobs.release_at(clock.now())
    with transaction():
        moderation.decide(actors["mona"], moderation.queue(actors["mona"], "")[0], "approve", None)
    return answers.find_blocker(db.session.scalars(select(Post)).one().id)


def test_it_stands_under_the_larger_goal(blocker, small):
    assert blocker.about.id == small.objective.parent_id


def test_the_manager_of_the_small_goal_may_decide_and_finds_it_in_the_inbox(blocker, actors):
    bob = actors["bob"]
    assert allows(bob, Permission.ANSWER_DECIDE, blocker)
    assert [one.post.id for one in inbox.inbox(bob, "open")] == [blocker.post.id]
    assert inbox.count_inbox(bob, "open") == 1


def test_nobody_else_may_because_of_it(blocker, actors):
    assert not any(
        allows(actors[name], Permission.ANSWER_DECIDE, blocker)
        for name in ("alice", "charlie", "mona", "ada")
    )
