"""A theme in session after session: which topic goes on with which, and who is told of it."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.notify import digests
from portal.notify.letters import address
from portal.notify.words import lines_of
from portal.people.actors import actor_of
from portal.people.models import Account
from portal.retro import actions, leading, opening, recurring, service, topics
from portal.retro.models import Ending, Phase, Session, Topic, TopicPost
from portal.voice.models import Post
from portal.voice.rendering import open_body
from tests.answers.test_service import publish_all
from tests.making import make_manager

pytestmark = pytest.mark.slow

SCHEDULE = [
    "排程一天改三次，換模白換",
    "排程又改了，換模換到一半",
    "下午改排程，早上的換模白做",
    "排程改來改去，模具換了又換",
]
STORE = ["倉庫找不到料", "料架上沒有料，倉庫說有", "倉庫的料和系統對不起來", "倉庫發料要等半天"]


@pytest.fixture
def hold(say, crowd, goal, actors, cast):
    """Hold a session over Bob's goal in which this was said; `settle` ends its first topics."""
    used = iter(crowd)

    def held(*said, act=None):
        if said:
            publish_all(say, [next(used) for _one in said], goal.id, actors, *said)
        with transaction():
            session = opening.open_session(actors["bob"], "複盤", [goal.id])
            if act:
                act(session)
        leading.go_to(actors["bob"], session, Phase.CLOSED, early=True)
        return db.session.get_one(Session, session.id)

    return held


def say_of(cause, body, **more):
    return {"cause": cause, "body": body} | more


def heard(session):
    return {one.topic.title: one.times for one in recurring.repeated(session)}


@pytest.mark.everywhere
def test_a_theme_in_three_sessions_running_is_told_of(hold):
    first = hold(say_of("schedule", "排程一天改三次"), say_of("machine", "機台太老"))
    assert heard(first) == {}
    settle_machine(first)
    assert heard(hold(say_of("schedule", "排程又改了"))) == {}
    assert heard(hold(say_of("schedule", "換模換到一半又改")))["排程"] == 3


def settle_machine(session):
    """What was said of the machine is solved, and does not come back."""
    with transaction():
        topic = next(one for one in service.topics_of(session) if one.title == "機台")
        for card in topic.cards:
            db.session.get_one(Post, card.post_id).progress = "confirmed"


def test_a_theme_that_was_away_once_is_not_running(hold):
    for said in ("一", "二", "三"):
        last = hold(
            say_of("schedule", f"排程改了{said}次", kind="blocker"),
            say_of("machine", f"機台停了{said}次") if said != "二" else say_of("rule", "章太多"),
            act=solve_all_but("排程"),
        )
    assert set(heard(last)) == {"排程"}


def solve_all_but(title):
    """Let every other blocker of the session be solved as its writer says."""

    def act(session):
        for topic in service.topics_of(session):
            for card in topic.cards:
                if topic.title != title:
                    db.session.get_one(Post, card.post_id).progress = "confirmed"

    return act


def test_a_theme_of_which_all_actions_are_done_begins_anew(hold, cast, actors):
    def agree(session):
        due = clock.today() + timedelta(days=7)
        topics.add_action(service.topics_of(session)[0], cast.alice, "急單每天十點排一次", due)

    hold(say_of("schedule", "排程一天改三次"))
    second = hold(say_of("schedule", "排程又改了"), act=agree)
    third = hold(say_of("schedule", "還是改"))
    assert heard(third)["排程"] == 3
    with transaction():
        [action] = actions.actions_of(second)
        actions.settle(actors["bob"], action, "done", "")
    assert heard(third) == {}


def test_a_decision_that_changed_nothing_solves_nothing(hold):
    def end(session):
        topics.end(service.topics_of(session)[0], Ending.DECISION, "夜班加一個人")

    for body in ("排程一天改三次", "排程又改了", "還是改"):
        last = hold(say_of("schedule", body), act=end)
    assert heard(last)["排程"] == 3


@pytest.mark.everywhere
def test_what_is_like_what_lay_there_before_goes_on_with_it(hold, monkeypatch):
    comment = {"kind": "comment", "cause": None, "severity": None}
    first = hold(*({"body": body, **comment} for body in (*SCHEDULE, *STORE)), act=lay_apart)
    assert {one.title for one in service.topics_of(first)} == {"排程", "倉庫"}
    later = hold({"body": "今天排程又改三次，換模白換", **comment})
    [topic] = service.topics_of(later)
    assert db.session.get_one(type(topic), topic.before_id).title == "排程"


def lay_apart(session):
    """As the room laid it: what is about the store, and the rest."""
    found = service.topics_of(session)
    posts = service.posts_of(found)
    for topic in found:
        for card in list(topic.cards):
            db.session.delete(card)
        db.session.flush()
        db.session.expire(topic, ["cards"])
        db.session.delete(topic)
    db.session.flush()
    db.session.expire(session, ["topics"])
    for place, title in enumerate(("排程", "倉庫")):
        about = [id_ for id_, post in posts.items() if ("倉庫" in open_body(post)) == bool(place)]
        cards = [TopicPost(post_id=id_) for id_ in sorted(about)]
        db.session.add(
            Topic(session_id=session.id, place=place, theme=title, title=title, cards=cards)
        )
    session.grouped = True
    db.session.flush()
    db.session.expire(session, ["topics"])


def test_a_theme_whose_blockers_are_solved_as_their_writers_say_is_solved(hold):
    said = ("一天改三次", "又改了", "還是改")
    for body in said:
        last = hold(say_of("schedule", body))
    posts = {
        open_body(post): id_ for id_, post in service.posts_of(service.topics_of(last)).items()
    }
    # The latest first: the one of the first session lies on all three tables.
    for body in reversed(said):
        assert heard(last) == {"排程": 3}
        with transaction() as session:
            session.get_one(Post, posts[body]).progress = "confirmed"
    assert heard(last) == {}


@pytest.fixture
def third(hold):
    return [hold(say_of("schedule", body)) for body in ("一天改三次", "又改了", "還是改")][-1]


def test_the_summary_and_the_next_session_begin_with_it(third, sign_in, actors, goal):
    reads = sign_in("alice").get
    said = "in 3 retrospectives running"
    assert said in reads(f"/in/retros/{third.id}?lang=en").text
    assert said in reads(f"/in/retros/{third.id}/export.md?lang=en").text
    assert said in reads(f"/in/retros/{third.id}/export.csv?lang=en").text
    with transaction():
        fourth = opening.open_session(actors["bob"], "下一場", [goal.id])
    leading.go_to(actors["bob"], fourth, Phase.REVIEW)
    assert said in reads(f"/in/retros/{fourth.id}?lang=en").text
    before = service.before(third)
    assert said not in reads(f"/in/retros/{before.id}?lang=en").text


def test_the_leader_above_is_told_once_and_without_a_word_of_it(third, actors, cast, app):
    above = make_manager("廠長", "公司")
    actor = actor_for(above)
    assert recurring.leaders_above(third) == [above]
    tomorrow = clock.today() + timedelta(days=1)
    facts = digests.facts_for(actor, {"decide"}, tomorrow)
    assert facts["themes"] == [third.id]
    assert "themes" not in digests.facts_for(actor, {"given"}, tomorrow)
    later = tomorrow + timedelta(days=7)
    assert "themes" not in digests.facts_for(actor, {"decide"}, later)
    assert "themes" not in digests.facts_for(actors["bob"], {"decide"}, tomorrow)
    [line] = [one for one in lines_of(facts, {}, address) if third.id in one.way]
    assert line.sentence == "複盤"
    assert "排程" not in line.sentence + line.remark


def actor_for(account_id):
    return actor_of(db.session.get_one(Account, account_id))
