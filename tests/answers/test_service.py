"""Typed decisions: who may, what may follow what, and what the author reads."""

from datetime import timedelta

import pytest

from portal import jobs
from portal.answers import inbox, service
from portal.answers.inbox import count_inbox
from portal.core import clock
from portal.core.access import Permission, allows
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, Missing
from portal.moderation import service as moderation
from portal.voice.models import Post, PostEvent
from portal.voice.rendering import open_body
from tests.making import make_goal, make_item, make_post


@pytest.fixture
def blocker(say, crowd, goal, actors):
    """A published blocker about Bob's goal."""
    return publish(say, crowd[0], goal.id, actors)


def publish(say, token, target, actors, **changes):
    return publish_all(say, [token], target, actors, changes)[0]


def publish_all(say, tokens, target, actors, *changes):
    """The posts that say this about one goal, in one release, in the order of `changes`."""
    before = db.session.query(Post).count()
    items = [make_item(target, **some) for some in changes]
    for token, item in zip(tokens, items, strict=True):
        say("/say/posts", make_post(token, item))
    jobs.release_at(clock.now() + timedelta(minutes=before))
    waiting = [post.id for post in db.session.query(Post).filter_by(state="waiting")]
    assert len(waiting) == len(changes)
    with transaction():
        for id_ in waiting:
            moderation.decide(actors["mona"], moderation.find_case(id_), "approve", None)
    posts = [db.session.get_one(Post, id_) for id_ in waiting]
    bodies = [item["body"] for item in items]
    return sorted(posts, key=lambda post: bodies.index(open_body(post)))


def details_of(kind, cast, goal):
    day = (clock.today() + timedelta(days=7)).isoformat()
    return {
        "resources": {"what": "會換模的師傅", "amount": "一位", "by": day},
        "priority": {"yields": goal.id},
        "assign": {"owner": cast.alice, "by": day},
        "ask": {"question": "一週大約被插單幾次？"},
        "decline": {"reason": "no-budget", "text": "今年訂單排到一月。"},
        "transfer": {"to": cast.ada},
    }[kind]


def decide(actor, post, kind, details):
    with transaction():
        return service.decide(actor, service.find_blocker(post.id), kind, details)


@pytest.mark.parametrize(
    ("kind", "progress"),
    [
        ("resources", "decided"),
        ("priority", "decided"),
        ("assign", "decided"),
        ("ask", "asked"),
        ("decline", "declined"),
        ("transfer", "open"),
    ],
)
def test_each_decision_moves_the_blocker_and_tells_its_author(
    blocker, actors, cast, goal, kind, progress
):
    decide(actors["bob"], blocker, kind, details_of(kind, cast, goal))
    assert db.session.get_one(Post, blocker.id).progress == progress
    last = db.session.query(PostEvent).order_by(PostEvent.step.desc()).first()
    assert "黃志豪" in last.words["zh_Hant"]
    assert last.words["zh_Hant"] != last.words["en"] or kind == "ask"


def test_a_decision_is_added_to_and_never_taken_back(blocker, actors, cast, goal):
    decide(actors["bob"], blocker, "resources", details_of("resources", cast, goal))
    decide(actors["bob"], blocker, "priority", details_of("priority", cast, goal))
    with pytest.raises(Conflict):
        decide(actors["bob"], blocker, "decline", details_of("decline", cast, goal))
    kinds = [one.kind for one in service.decisions_on([blocker.id])[blocker.id]]
    assert kinds == ["resources", "priority"]


def test_a_no_may_become_a_yes(blocker, actors, cast, goal):
    decide(actors["bob"], blocker, "decline", details_of("decline", cast, goal))
    decide(actors["bob"], blocker, "resources", details_of("resources", cast, goal))
    assert db.session.get_one(Post, blocker.id).progress == "decided"


def test_one_asks_once(blocker, actors, cast, goal):
    decide(actors["bob"], blocker, "ask", details_of("ask", cast, goal))
    with pytest.raises(Conflict):
        decide(actors["bob"], blocker, "ask", details_of("ask", cast, goal))


def test_an_unknown_kind_is_refused(blocker, actors):
    with pytest.raises(Invalid):
        decide(actors["bob"], blocker, "prayer", {})


def test_a_reply_changes_nothing_about_where_it_stands(blocker, actors):
    with transaction():
        service.reply(actors["bob"], service.find_blocker(blocker.id), "看到了，明天去現場。")
    assert db.session.get_one(Post, blocker.id).progress == "open"
    assert [one.body for one in service.replies_to(blocker.id)] == ["看到了，明天去現場。"]


def test_who_may_decide(blocker, actors):
    subject = service.find_blocker(blocker.id)
    allowed = {name for name, a in actors.items() if allows(a, Permission.ANSWER_DECIDE, subject)}
    assert allowed == {"bob"}


def test_handing_over_gives_the_decision_to_another_manager(blocker, actors, cast, goal):
    assert count_inbox(actors["bob"], "open") == 1
    decide(actors["bob"], blocker, "transfer", {"to": cast.charlie})
    found = service.find_blocker(blocker.id)
    assert (found.owner_id, found.holders) == (cast.bob, (cast.charlie,))
    with pytest.raises(Invalid):
        decide(actors["bob"], blocker, "transfer", {"to": cast.bob})


def test_a_manager_finds_what_is_to_be_decided_and_nothing_else(say, crowd, actors, goal):
    other = make_goal("mona", plain="新人三天內上手")
    theirs = publish(say, crowd[0], goal.id, actors)
    publish(say, crowd[1], "unsure", actors)
    found = {one.post.id for one in inbox.inbox(actors["bob"], "open")}
    assert theirs.id in found
    assert len(found) == 2
    assert other.id in inbox.targets_of(actors["bob"])


def test_a_comment_is_no_blocker(say, crowd, goal, actors):
    post = publish(say, crowd[0], goal.id, actors, kind="comment", cause=None, severity=None)
    with pytest.raises(Missing):
        service.find_blocker(post.id)
