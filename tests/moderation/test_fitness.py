"""Where nobody is left who may judge, admins read so, and `portal doctor` says so."""

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.core import clock
from portal.core.db import db
from portal.doctor import organisation
from portal.doctor.findings import Level
from portal.moderation import fitness, listing
from portal.voice.models import Post
from tests.making import make_goal, make_item, make_post
from tests.moderation.conftest import MAILBOX

pytestmark = pytest.mark.everywhere
NOBODY = "每一位審核都和它有關"


@pytest.fixture
def orphan(say, crowd, cast):
    """A post about the only moderator's own goal; its id."""
    own = make_goal("mona", plain="審核在一天內看完")
    say("/say/posts", make_post(crowd[0], make_item(own.id)))
    jobs.release_at(clock.now())
    return db.session.scalars(select(Post.id)).one()


def test_what_nobody_may_judge_is_told_without_a_number(orphan, sign_in, second):
    assert not fitness.lacks_moderator()
    assert NOBODY not in sign_in("ada").get("/in/people/").text


def test_a_lone_moderator_whom_it_concerns_leaves_it_to_wait(orphan, sign_in):
    assert fitness.lacks_moderator()
    assert NOBODY in sign_in("ada").get("/in/people/").text


def test_the_doctor_says_so(orphan, second, actors, sign_in, judge):
    assert organisation.moderators().level is Level.FINE
    post = db.session.get_one(Post, orphan)
    post.target = "unsure"
    db.session.commit()
    # Still meant for that goal: the sealed item says so.
    assert listing.free(actors["mona"], [orphan]) == set()


def test_an_appeal_without_a_second_moderator_is_told(mine, judge, say, sign_in, minute):
    judge("mona", mine, "reject", "insult")
    assert not fitness.lacks_second()
    say("/say/receipts/appeal", {"v": 1, "mailbox": b64u(MAILBOX), "body": None})
    jobs.release_at(minute(5))
    assert fitness.lacks_second()
    assert "除了第一位審核" in sign_in("ada").get("/in/people/").text


def test_a_lone_moderator_still_publishes(mine, judge):
    judge("mona", mine, "approve")
    assert db.session.get_one(Post, mine).state == "published"
