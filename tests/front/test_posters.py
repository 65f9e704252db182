"""What came by a poster says so wherever it is read, and nothing else does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import clock
from portal.core.db import db, transaction
from portal.moderation import service as moderation
from portal.retro import opening, service
from portal.voice.models import Post
from tests.making import lead, make_item, make_post

BADGE = "從海報來的"


@pytest.fixture
def posts(say, crowd, goal):
    """A blocker and a comment that wait for review; their ids."""
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    comment = make_item(goal.id, kind="comment", cause=None, severity=None, body="謝謝")
    say("/say/posts", make_post(crowd[1], comment))
    jobs.release_at(clock.now() + timedelta(minutes=5))
    return db.session.scalars(select(Post.id)).all()


@pytest.mark.parametrize("came", [True, False])
def test_readers_and_moderators_see_what_came_by_poster(sign_in, posts, goal, actors, came):
    with transaction() as session:
        for one in posts:
            session.get_one(Post, one).by_poster = came
    queue = sign_in("mona").get("/in/moderation").text
    assert (BADGE in queue) is came
    with transaction():
        for one in posts:
            moderation.decide(actors["mona"], moderation.find_case(one), "approve", None)
    page = sign_in("alice").get(f"/in/krs/{goal.id}").text
    assert page.count(BADGE) == (2 if came else 0)
    for address in ("/in/blockers", "/in/inbox"):
        assert (BADGE in sign_in("bob").get(address).text) is came
    with transaction():
        retro = opening.open_session(actors["bob"], "準時送到", [goal.id]).id
    export = sign_in("bob").get(f"/in/retros/{retro}/export.md").text
    assert export.count(BADGE) == (2 if came else 0)
    for phase in ("group", "discuss"):
        with transaction():
            lead(actors["bob"], service.find_session(retro), phase)
        assert (BADGE in sign_in("bob").get(f"/in/retros/{retro}").text) is came
