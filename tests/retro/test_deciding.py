"""Deciding on a blocker from the topic of a session: whose right it is, and what it does."""

from datetime import timedelta

import pytest

from portal.answers import service as answers
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.people.models import Account
from portal.retro import deciding, opening, service, topics
from portal.retro.models import Ending, TopicDecision, TopicPost
from portal.voice.models import Post
from tests.answers.test_service import details_of, publish_all
from tests.front.reading import refused
from tests.making import lead, make_goal, make_manager

pytestmark = pytest.mark.slow


@pytest.fixture
def blockers(say, crowd, goal, actors):
    """Two blockers of one cause and a comment of Bob's goal."""
    comment = {"kind": "comment", "cause": None, "severity": None, "body": "大家很拚"}
    said = [{"body": "排程一天改三次"}, {"body": "排程又改了"}, comment]
    return publish_all(say, crowd[:3], goal.id, actors, *said)


@pytest.fixture
def held(blockers, goal, actors):
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        lead(actors["bob"], session, "discuss")
    return session


@pytest.fixture
def topic(held, blockers):
    return next(
        t for t in service.topics_of(held) if any(c.post_id == blockers[0].id for c in t.cards)
    )


def progress(post):
    db.session.expire_all()
    return db.session.get_one(Post, post.id).progress


def decide(client, topic, post, kind, details, **more):
    address = f"/in/topics/{topic.id}.{post.id}/decisions"
    return client.post(address, data={"kind": kind, **details, **more})


def test_a_decision_from_a_topic_is_one_on_the_blocker_too(sign_in, topic, blockers, cast, goal):
    bob, details = sign_in("bob"), details_of("resources", cast, goal)
    answer = decide(bob, topic, blockers[0], "resources", details)
    assert answer.location.endswith(f"?topic={topic.id}#topic-{topic.id}")
    assert (progress(blockers[0]), progress(blockers[1])) == ("decided", "open")
    assert db.session.get_one(type(topic), topic.id).ending == Ending.DECISION
    page = sign_in("alice").get(answer.location).text
    assert "會換模的師傅" in page
    assert f'href="/in/blockers/{blockers[0].id}"' in page
    assert "會換模的師傅" in sign_in("alice").get(f"/in/blockers/{blockers[0].id}").text


@pytest.mark.everywhere
def test_several_are_decided_alike(sign_in, topic, blockers, cast, goal):
    details = details_of("decline", cast, goal)
    decide(sign_in("bob"), topic, blockers[0], "decline", details, also=[blockers[1].id])
    assert [progress(post) for post in blockers[:2]] == ["declined", "declined"]
    [made] = deciding.made_in([topic]).values()
    assert {one.post_id for one in made} == {post.id for post in blockers[:2]}


@pytest.mark.parametrize(("kind", "stands"), [("ask", "asked"), ("transfer", "open")])
def test_what_is_no_answer_does_not_end_the_topic(
    sign_in, topic, blockers, cast, goal, kind, stands
):
    other = make_manager("二廠長", "公司")
    details = details_of(kind, cast, goal) | ({"to": other} if kind == "transfer" else {})
    assert decide(sign_in("bob"), topic, blockers[0], kind, details).status_code == 302
    assert progress(blockers[0]) == stands
    assert db.session.get_one(type(topic), topic.id).ending is None
    assert db.session.query(TopicDecision).count() == 0
    if kind == "transfer":
        [hop] = [one for one in answers.find_blocker(blockers[0].id).hops if one.open]
        assert (hop.account_id, hop.accepted) == (other, None)
        assert hop.accept_by is not None


def test_a_form_with_a_fault_comes_back_under_the_topic(sign_in, topic, blockers, cast, goal):
    details = details_of("resources", cast, goal) | {"by": "很快"}
    answer = decide(sign_in("bob"), topic, blockers[0], "resources", details)
    refused(answer, "會換模的師傅")
    assert f'action="/in/topics/{topic.id}.{blockers[0].id}/decisions"' in answer.text
    assert progress(blockers[0]) == "open"


def test_who_runs_it_and_may_not_answer_is_told_who_must(
    sign_in, held, topic, blockers, cast, actors, goal
):
    with transaction() as session:
        session.get_one(Account, cast.charlie).role = "manager"
        session.merge(held).owner_id = cast.charlie
    page = sign_in("charlie").get(f"/in/retros/{held.id}?topic={topic.id}").text
    assert "黃志豪" in page
    assert "blocker=" not in page
    assert f"about=blocker.{blockers[0].id}" in page
    details = details_of("resources", cast, goal)
    assert decide(sign_in("charlie"), topic, blockers[0], "resources", details).status_code == 403


def test_nothing_is_decided_when_one_of_several_is_somebody_elses(
    say, crowd, sign_in, topic, blockers, cast, actors, goal
):
    foreign = make_goal("charlie", "顧客等超過十分鐘的少一半", team="門市營運")
    [theirs] = publish_all(say, crowd[3:4], foreign.id, actors, {"body": "收銀機太慢"})
    with transaction() as session:
        session.add(TopicPost(topic_id=topic.id, post_id=theirs.id))
    details = details_of("resources", cast, goal)
    bob = sign_in("bob")
    assert "收銀機太慢" not in alike(bob, topic, blockers[0])
    answer = decide(bob, topic, blockers[0], "resources", details, also=[theirs.id])
    refused(answer, "會換模的師傅", status=403)
    assert [progress(post) for post in (blockers[0], theirs)] == ["open", "open"]


def alike(client, topic, post):
    """What may be ticked to be decided with it."""
    where = f"topic={topic.id}&blocker={post.id}&kind=resources"
    page = client.get(f"/in/retros/{topic.session_id}?{where}").text
    assert f'action="/in/topics/{topic.id}.{post.id}/decisions"' in page
    return page.partition("<fieldset")[2].partition("</fieldset>")[0]


def test_what_waits_too_can_be_ticked(sign_in, topic, blockers):
    assert "排程又改了" in alike(sign_in("bob"), topic, blockers[0])


def test_what_does_not_lie_under_the_topic_is_not_decided_there(
    sign_in, held, topic, blockers, cast, goal
):
    other = next(t for t in service.topics_of(held) if t.id != topic.id)
    details = details_of("resources", cast, goal)
    assert decide(sign_in("bob"), other, blockers[0], "resources", details).status_code == 404
    # A comment is no blocker.
    assert decide(sign_in("bob"), other, blockers[2], "resources", details).status_code == 404


def test_a_closed_session_decides_nothing_any_more(held, topic, blockers, cast, actors, goal):
    with transaction():
        for one in service.topics_of(held):
            topics.end(one, Ending.PARKED, "下次")
        lead(actors["bob"], db.session.merge(held), "closed")
    asked = deciding.find(f"{topic.id}.{blockers[0].id}")
    with pytest.raises(Conflict), transaction():
        deciding.decide(actors["bob"], asked, "decline", details_of("decline", cast, goal))


def test_a_merged_topic_keeps_what_was_decided_and_agreed_on(
    held, topic, blockers, cast, actors, goal
):
    other = next(t for t in service.topics_of(held) if t.id != topic.id)
    asked = deciding.find(f"{topic.id}.{blockers[0].id}")
    with transaction():
        deciding.decide(actors["bob"], asked, "decline", details_of("decline", cast, goal))
        due = clock.today() + timedelta(days=3)
        action = topics.add_action(topic, cast.alice, "急單每天十點排一次", due)
        topics.merge(topic, other)
    assert [one.post_id for one in deciding.made_in([other])[other.id]] == [blockers[0].id]
    db.session.expire_all()
    assert action.topic_id == other.id
