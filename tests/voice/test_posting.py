"""A post on its way from the browser through the inbox to the moderators."""

import pytest

from portal import jobs
from portal.core import clock
from portal.core.db import db
from portal.voice.models import Post
from portal.voice.rendering import open_body
from tests.making import make_item, make_post

pytestmark = pytest.mark.everywhere


def test_a_post_is_queued_and_released_shuffled(app, say, crowd, goal):
    answer = say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    assert answer.status_code == 202, answer.json
    moved = jobs.release_at(clock.now())
    assert (moved.moved, moved.kept) == (1, 0)
    post = db.session.query(Post).one()
    assert open_body(post) == "不是機器老，是排程一天改三次。"


def test_a_token_speaks_only_once(say, crowd, goal):
    assert say("/say/posts", make_post(crowd[0], make_item(goal.id))).status_code == 202
    again = say("/say/posts", make_post(crowd[0], make_item(goal.id, body="別的話")))
    assert (again.status_code, again.json["error"]) == (409, "spent")
