"""What a session asks all at once: closed until it is counted, of too few never, and gone after."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import clock
from portal.core.db import db, transaction
from portal.people import issuance
from portal.retro import collecting, opening, polls, ready, service
from portal.retro.models import Session
from portal.retro.poll import SessionPoll, SessionReady
from portal.voice.models import ActRow, Spent
from tests.answers.test_service import publish_all
from tests.front.reading import refused
from tests.retro.test_collecting import again, bob, collect_all, everybody, shown, until, waiting
from tests.tokens import minted

__all__ = ["bob", "everybody"]
pytestmark = pytest.mark.slow


@pytest.fixture
def session(say, crowd, goal, actors, everybody):
    """A session that has begun, with its safety check."""
    publish_all(say, crowd[:1], goal.id, actors, {"cause": "schedule", "body": "改三次"})
    with transaction():
        found = opening.open_session(actors["bob"], "準時送到", [goal.id])
    jobs.turn_rooms()
    collect_all(collecting.key_of(found, "ballot").kid)
    return found


@pytest.fixture
def begun(session, bob):
    go(bob, session, "safety")
    return again(session)


@pytest.fixture
def topic(session):
    return service.topics_of(session)[0]


@pytest.fixture
def kid(session):
    return collecting.key_of(session, "ballot").kid


@pytest.fixture
def answer(say, session, kid):
    """Answer with a fresh token, or with this one."""

    def send(round_, value, token=None, poll=session.id):
        token = token or minted(issuance.folder().signer(kid))
        body = {"v": 1, **shown(token), "poll": poll, "round": round_, "value": value}
        return say("/say/polls", body)

    return send


def go(bob, session, phase):
    answered = bob.post(f"/in/retros/{session.id}/phase", data={"phase": phase})
    assert answered.status_code == 302


def told(session):
    return [(one.kind, one.cast, one.figure) for one in polls.counted(again(session))]


@pytest.mark.everywhere
def test_the_median_is_told_when_the_step_is_left_and_answers_are_gone(begun, answer, bob):
    for value in (5, 4, 4, 2, 5):
        assert answer("safety-1", value).status_code == 202
    assert len(waiting()) == 5
    assert "（滿分 5 分）" not in bob.get(f"/in/retros/{begun.id}").text
    go(bob, begun, "icebreaker")
    assert told(begun) == [("safety", 5, Decimal(4))]
    assert not again(begun).anonymous
    assert waiting() == []
    assert "4 分（滿分 5 分）" in bob.get(f"/in/retros/{begun.id}").text


@pytest.mark.everywhere
def test_nothing_is_told_of_fewer_than_the_floor(begun, answer, bob):
    for _ in range(4):
        answer("safety-1", 1)
    go(bob, begun, "icebreaker")
    assert told(begun) == [("safety", 0, None)]
    assert not again(begun).anonymous
    assert waiting() == []
    assert "回答的人太少" in bob.get(f"/in/retros/{begun.id}").text


@pytest.mark.everywhere
def test_where_people_do_not_dare_the_session_is_anonymous_for_good(begun, answer, bob, topic):
    for value in (1, 2, 2, 5, 5):
        answer("safety-1", value)
    go(bob, begun, "icebreaker")
    assert again(begun).anonymous
    assert "匿名，不再改回" in bob.get(f"/in/retros/{begun.id}").text
    go(bob, begun, "safety")
    for _ in range(5):
        answer("safety-2", 5)
    go(bob, begun, "icebreaker")
    assert told(begun)[0] == ("safety", 5, Decimal(5))
    assert again(begun).anonymous
    with pytest.raises(ValueError, match="stays so"):
        again(begun).anonymous = False


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/in/topics/{topic}/hands", {"hands": "3"}),
        ("/in/retros/{session}/cards", {"column": "cause", "body": "有人說"}),
        ("/in/remarks/topic.{topic}", {"body": "我覺得可以"}),
    ],
)
def test_nothing_under_a_name_in_a_session_that_is_anonymous(session, bob, topic, address, form):
    with transaction():
        session.anonymous = True
    where = address.format(topic=topic.id, session=session.id)
    typed = form.get("body", "")
    [sentence] = refused(bob.post(where, data=form), typed, status=409)
    assert "匿名" in sentence


def test_an_answer_may_be_changed_until_it_is_counted(begun, answer, bob, kid):
    mine = minted(issuance.folder().signer(kid))
    answer("safety-1", 1, mine)
    answer("safety-1", 5, mine)
    for _ in range(4):
        answer("safety-1", 5)
    go(bob, begun, "icebreaker")
    assert told(begun) == [("safety", 5, Decimal(5))]
    assert answer("safety-1", 1, mine).status_code == 410


def test_marks_do_not_count_as_tokens_that_came_back(begun, answer, bob):
    for _ in range(5):
        answer("safety-1", 3)
    go(bob, begun, "icebreaker")
    assert (
        db.session.scalars(select(Spent.nullifier)).all()
        == db.session.scalars(
            select(Spent.nullifier).where(Spent.kid != collecting.key_of(begun, "ballot").kid)
        ).all()
    )
    rows = db.session.scalars(select(ActRow)).all()
    assert [(one.object, one.value) for one in rows] == [(begun.id, None)] * 5


@pytest.mark.parametrize(
    ("round_", "value", "status"),
    [("safety-1", 0, 422), ("safety-1", 6, 422), ("safety-2", 3, 410), ("worth-1", 3, 410)],
)
def test_what_is_not_asked_is_not_answered(begun, answer, round_, value, status):
    assert answer(round_, value).status_code == status
    assert waiting() == []


def test_only_a_ballot_of_this_session_answers(begun, answer, crowd, say):
    assert answer("safety-1", 3, poll="a" * 26).status_code == 422
    card = minted(issuance.folder().signer(collecting.key_of(begun).kid))
    assert answer("safety-1", 3, card).status_code == 403
    assert answer("safety-1", 3, crowd[3]).status_code == 403
    assert waiting() == []


@pytest.mark.everywhere
def test_the_room_says_whether_to_go_on_with_a_topic(begun, answer, bob, actors, topic):
    until(actors, begun, "discuss")
    polls.count(again(begun))
    page = f"/in/retros/{begun.id}"
    assert bob.post(f"/in/topics/{topic.id}/polls").status_code == 302
    assert "繼續談，還是換下一個" in bob.get(page).text
    for value in (1, 0, 0, 0, 1):
        assert answer("next-2", value).status_code == 202
    assert bob.post(f"{page}/polls").status_code == 302
    assert told(begun)[0] == ("next", 5, Decimal("0.40"))
    assert "多數人想換下一個" in bob.get(page).text


def test_outside_the_discussion_nobody_is_asked_to_go_on(begun, bob, topic):
    refused(bob.post(f"/in/topics/{topic.id}/polls"), status=409)


@pytest.mark.everywhere
def test_what_a_session_was_worth_is_counted_when_it_closes(begun, answer, bob, actors, say, kid):
    with transaction():
        for topic in service.topics_of(begun):
            topic.ending = "parked"
    until(actors, begun, "actions")
    polls.count(again(begun))
    go(bob, begun, "closing")
    for value in (5, 4, 4, 3, 4):
        assert answer("worth-2", value).status_code == 202
    go(bob, begun, "closed")
    assert told(begun)[0] == ("worth", 5, Decimal(4))
    assert "4 分（滿分 5 分）" in bob.get(f"/in/retros/{begun.id}").text


def test_the_room_tells_what_is_asked_and_never_how_it_stands(begun, answer, say, kid):
    for _ in range(5):
        answer("safety-1", 3)
    token = minted(issuance.folder().signer(kid))
    asked = say("/say/retro", {"v": 1, **shown(token)}).json["poll"]
    assert asked["round"] == "safety-1"
    assert [one["value"] for one in asked["answers"]] == [1, 2, 3, 4, 5]
    assert set(asked) == {"round", "name", "about", "answers"}


@pytest.mark.everywhere
def test_how_many_are_ready_is_a_number_and_each_step_begins_with_none(begun, answer, bob, kid):
    mine = minted(issuance.folder().signer(kid))
    for token in (mine, mine, None):
        assert answer("ready-safety", 1, token).status_code == 202
    assert "已準備好：2／5" in bob.get(f"/in/retros/{begun.id}").text
    assert answer("ready-safety", 0, mine).status_code == 202
    assert ready.count(again(begun)) == 1
    go(bob, begun, "icebreaker")
    assert ready.count(again(begun)) == 0
    assert answer("ready-safety", 1).status_code == 410
    assert waiting() == []


@pytest.mark.everywhere
def test_what_came_too_late_and_all_marks_go_with_the_keys(begun, answer, bob):
    for _ in range(5):
        answer("safety-1", 3)
    polls.count(again(begun))
    with transaction():
        db.session.add(SessionPoll(session_id=begun.id, number=2, kind="safety"))
    answer("safety-2", 3)
    with transaction():
        again(begun).phase, again(begun).closed = "closed", clock.today()
    assert len(waiting()) == 1
    jobs.turn_rooms()
    assert waiting() == []
    assert db.session.scalars(select(ActRow)).all() == []


@pytest.mark.everywhere
def test_a_release_leaves_answers_where_they_wait_and_goes_on(begun, answer, bob):
    for _ in range(5):
        answer("safety-1", 3)
    jobs.release_at(clock.now())
    assert len(waiting()) == 5
    go(bob, begun, "icebreaker")
    assert told(begun) == [("safety", 5, Decimal(3))]


def test_who_is_ready_is_kept_by_a_mark_alone(begun, answer):
    answer("ready-safety", 1)
    [row] = db.session.scalars(select(SessionReady))
    assert {column.name for column in SessionReady.__table__.columns} == {"mark", "session_id"}
    assert len(row.mark) == 32
    assert db.session.get(Session, row.session_id) is not None


def test_what_was_answered_goes_into_every_file(begun, answer, bob):
    for value in (5, 4, 4, 2, 5):
        answer("safety-1", value)
    go(bob, begun, "icebreaker")
    for kind in ("md", "csv", "json"):
        text = bob.get(f"/in/retros/{begun.id}/export.{kind}").text
        assert "你敢說真話嗎？" in text
        assert "4 分（滿分 5 分），5 份回答" in text
