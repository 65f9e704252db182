"""The moderators' page: one post at a time, a reason for every no, and no author anywhere."""

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, reading, transaction
from portal.moderation import pending
from portal.people import service as people
from portal.people.models import Account
from portal.voice.models import RENDERED, Post
from tests.front.reading import refused
from tests.making import make_goal, make_item, make_post


@pytest.fixture
def waiting(say, crowd, goal):
    for number, target in enumerate((goal.id, "unsure")):
        item = make_item(target, body=f"第 {number} 則")
        say("/say/posts", make_post(crowd[number], item))
    jobs.release_at(clock.now())
    return {post.target: post for post in db.session.scalars(select(Post))}


def judge(browser, post, **form):
    return browser.post(f"/in/moderation/{post.id}", data=form)


def settle():
    """Ten seconds later."""
    return pending.settle(clock.now() + pending.UNDO)


def test_the_queue_opens_the_post_that_was_chosen(sign_in, waiting, goal):
    mona = sign_in("mona")
    for post, body in ((waiting[goal.id], "第 0 則"), (waiting["unsure"], "第 1 則")):
        page = mona.get(f"/in/moderation?post={post.id}").text
        opened = page.split("<article")[1].split("</article>")[0]
        assert body in opened
        assert f"/in/moderation/{post.id}" in opened


def test_an_approved_post_is_derived_and_public(sign_in, waiting, goal):
    done = judge(sign_in("mona"), waiting[goal.id], outcome="approve")
    assert done.location == "/in/moderation"
    assert "已通過" in sign_in("mona").get(done.location).text
    settle()
    assert "第 0 則" in sign_in("alice").get(f"/in/krs/{goal.id}").text
    with reading("search") as connection:
        assert connection.scalars(select(RENDERED.c.html)).all() == ["第 0 則"]


def test_a_rejected_post_is_nowhere_and_not_derived(sign_in, waiting, goal):
    done = judge(sign_in("mona"), waiting[goal.id], outcome="reject", reason="insult")
    assert done.location == "/in/moderation"
    assert "已退回" in sign_in("mona").get(done.location).text
    settle()
    assert "第 0 則" not in sign_in("alice").get(f"/in/krs/{goal.id}").text
    with reading("search") as connection:
        assert connection.scalars(select(RENDERED.c.html)).all() == []


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"outcome": "burn"},
        {"outcome": "reject"},
        {"outcome": "reject", "reason": "ugly"},
        {"outcome": "approve", "target": "a" * 26},
        {"outcome": "x" * 17},
        {"outcome": "reject", "reason": "x" * 17},
    ],
)
def test_a_judgement_that_is_none_says_why(sign_in, waiting, form):
    answer = judge(sign_in("mona"), waiting["unsure"], **form)
    refused(answer, "第 1 則", status=404 if "target" in form else 422)
    assert db.session.get_one(Post, waiting["unsure"].id).state == "waiting"


def test_a_post_about_nothing_in_particular_can_be_given_a_goal(sign_in, waiting, goal):
    answer = judge(sign_in("mona"), waiting["unsure"], outcome="approve", target=goal.id)
    assert answer.status_code == 302
    settle()
    assert "第 1 則" in sign_in("alice").get(f"/in/krs/{goal.id}").text


def test_the_slower_moderator_reads_that_another_was_faster(sign_in, waiting):
    first, second = sign_in("mona"), sign_in("mona")
    for post in waiting.values():
        assert judge(first, post, outcome="approve").status_code == 302
    [said] = refused(judge(second, waiting["unsure"], outcome="reject", reason="spam"), status=409)
    assert "另一位審核比你早一步" in said
    settle()
    assert db.session.get_one(Post, waiting["unsure"].id).state == "published"


def test_a_post_about_the_moderators_own_goal_goes_to_another(sign_in, say, crowd, cast, actors):
    own = make_goal("mona", plain="審核在一天內看完")
    say("/say/posts", make_post(crowd[0], make_item(own.id)))
    jobs.release_at(clock.now())
    post = db.session.scalars(select(Post)).one()
    assert "不是機器老" not in sign_in("mona").get("/in/moderation").text
    assert judge(sign_in("mona"), post, outcome="approve").status_code == 403
    with transaction():
        charlie = db.session.get_one(Account, cast.charlie)
        people.set_role(actors["ada"], charlie, Role.MODERATOR)
    assert judge(sign_in("charlie"), post, outcome="approve").status_code == 302


def test_a_post_that_names_the_moderator_is_not_the_moderators(sign_in, say, crowd, goal):
    say("/say/posts", make_post(crowd[0], make_item(goal.id, body="何詠詩每次都說再等等")))
    jobs.release_at(clock.now())
    post = db.session.scalars(select(Post)).one()
    refused(judge(sign_in("mona"), post, outcome="approve"), status=403)
    assert db.session.get_one(Post, post.id).state == "waiting"


def test_an_empty_queue_says_so(sign_in):
    assert "沒有" in sign_in("mona").get("/in/moderation").text
