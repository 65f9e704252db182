"""The queue: who sees what, in which order, and what a decision leaves behind."""

from dataclasses import replace

import pytest

from portal import jobs
from portal.anonymity import merkle
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.detectors import mentions
from portal.moderation import service
from portal.voice.models import Outcome, Post, PostEvent, Release
from tests.making import make_goal, make_item, make_post


@pytest.fixture
def waiting(say, crowd, goal):
    """Three released posts about Bob's goal."""
    for number, token in enumerate(crowd[:3]):
        say("/say/posts", make_post(token, make_item(goal.id, body=f"第 {number} 則")))
    jobs.release_at(clock.now())
    return db.session.query(Post).all()


def decide(actor, post, *words):
    with transaction():
        service.decide(actor, service.find_case(post.id), *words)


def test_a_moderator_sees_everything_in_the_same_order_at_every_look(waiting, actors):
    first = [case.post.id for case in service.queue(actors["mona"], "secret")]
    assert sorted(first) == sorted(post.id for post in waiting)
    assert first == [case.post.id for case in service.queue(actors["mona"], "secret")]


def test_another_moderator_has_another_order(waiting, actors):
    orders = {
        tuple(case.post.id for case in service.queue(actors["mona"], f"secret {n}"))
        for n in range(40)
    }
    assert len(orders) == 6


def test_an_approved_post_is_public_and_its_author_reads_so(waiting, actors):
    decide(actors["mona"], waiting[0], "approve", None)
    post = db.session.get_one(Post, waiting[0].id)
    assert (post.state, post.progress) == ("published", "open")
    first, due = db.session.query(PostEvent).order_by(PostEvent.step)
    assert (first.event, due.event) == ("published", "due")
    assert set(first.words) == set(due.words) == {"zh_Hant", "en"}


def test_a_rejected_post_has_a_reason_for_its_author(waiting, actors):
    decide(actors["mona"], waiting[0], "reject", "insult")
    assert db.session.get_one(Post, waiting[0].id).state == "rejected"
    event = db.session.query(PostEvent).one()
    assert "罵人" in event.words["zh_Hant"]
    assert "insult" in event.words["en"]


@pytest.mark.parametrize(
    ("outcome", "reason"), [("reject", None), ("reject", "ugly"), ("burn", None), ("", None)]
)
def test_there_is_no_rejection_without_a_reason_of_the_list(waiting, actors, outcome, reason):
    with pytest.raises(Invalid):
        decide(actors["mona"], waiting[0], outcome, reason)
    assert db.session.get_one(Post, waiting[0].id).state == "waiting"


def test_a_post_is_decided_once(waiting, actors):
    decide(actors["mona"], waiting[0], "approve", None)
    with pytest.raises(Conflict):
        decide(actors["mona"], waiting[0], "reject", "spam")


def test_nobody_judges_a_post_about_the_own_goal(say, crowd, actors, cast):
    own = make_goal("mona", plain="審核在一天內看完")
    say("/say/posts", make_post(crowd[0], make_item(own.id)))
    jobs.release_at(clock.now())
    assert service.queue(actors["mona"], "secret") == []
    with pytest.raises(Forbidden):
        decide(actors["mona"], db.session.query(Post).one(), "approve", None)


def test_nobody_judges_a_post_that_names_the_judge(say, crowd, goal, actors):
    say("/say/posts", make_post(crowd[0], make_item(goal.id, body="何詠詩每次都說再等等")))
    jobs.release_at(clock.now())
    assert service.queue(actors["mona"], "secret") == []


@pytest.mark.parametrize(
    ("text", "name", "named"),
    [
        ("何詠詩每次都說再等等", "何詠詩", True),
        ("何 詠 詩每次都說", "何詠詩", True),
        ("詠詩每次都說", "何詠詩", True),
        ("何時才有人來", "何詠詩", False),
        ("大明天才來", "王明", False),
        ("Ann O'Brien shouts", "Ann O'Brien", True),
        ("ann o'brien shouts", "Ann O'Brien", True),
        ("O'Brien shouts", "Ann O'Brien", True),
        ("The plan is wrong", "Ann O'Brien", False),
    ],
)
def test_who_is_named(text, name, named):
    assert mentions(text, name) is named


def test_a_name_is_found_as_it_was_written(say, crowd, goal, actors):
    body = "Ann O'Brien & <b>you</b> shout"
    say("/say/posts", make_post(crowd[0], make_item(goal.id, body=body)))
    jobs.release_at(clock.now())
    [case] = service.queue(actors["mona"], "")
    assert service.concerns(replace(actors["mona"], name="Ann O'Brien"), case)


def test_a_post_about_no_goal_can_be_given_to_one(say, crowd, goal, actors):
    say("/say/posts", make_post(crowd[0], make_item("unsure")))
    jobs.release_at(clock.now())
    post = db.session.query(Post).one()
    decide(actors["mona"], post, "approve", None, goal.id)
    assert db.session.get_one(Post, post.id).target == goal.id


def test_the_outcome_is_a_leaf_of_the_next_release_line(waiting, actors):
    decide(actors["mona"], waiting[0], "reject", "spam")
    moved = jobs.release_at(clock.now().replace(year=clock.now().year + 1))
    row = db.session.get_one(Release, moved.batch)
    leaf = merkle.decided_leaf(bytes(waiting[0].commitment), "reject", "spam")
    leaves = [bytes(row.leaves[at : at + 32]) for at in range(0, len(row.leaves), 32)]
    assert leaf in leaves
    assert merkle.tree(leaves).root.hex() == row.root
    assert db.session.query(Outcome).one().batch == moved.batch
