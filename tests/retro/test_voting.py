"""Ballots: hidden until the close, replaceable until then, and gone without a trace after it."""

import json

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity import tokens
from portal.core import clock
from portal.core.db import db, reading, transaction
from portal.people import issuance
from portal.retro import collecting, opening, service, voting
from portal.retro.models import Judged, Session, Topic
from portal.voice.models import INBOX_ROW, Spent
from tests.answers.test_service import publish_all
from tests.front.reading import refused
from tests.making import lead
from tests.retro.test_collecting import again, bob, collect_all, everybody, shown, until
from tests.tokens import minted

__all__ = ["bob", "everybody"]
pytestmark = pytest.mark.slow


@pytest.fixture
def session(say, crowd, goal, actors, everybody):
    """A session of two topics that votes."""
    causes = [{"cause": cause, "body": f"說法 {cause}"} for cause in ("schedule", "machine")]
    publish_all(say, crowd[:2], goal.id, actors, *causes)
    with transaction():
        found = opening.open_session(actors["bob"], "準時送到", [goal.id])
    jobs.turn_rooms()
    collect_all(collecting.key_of(found, "ballot").kid)
    with transaction():
        lead(actors["bob"], db.session.get_one(Session, found.id), "vote")
    return found


@pytest.fixture
def kid(session):
    return collecting.key_of(session, "ballot").kid


@pytest.fixture
def topics(session):
    return [topic.id for topic in service.topics_of(session)]


@pytest.fixture
def cast_vote(say, kid):
    """Cast a ballot with a fresh token, or with this one."""

    def send(votes, token=None):
        token = token or minted(issuance.folder().signer(kid))
        return say("/say/ballots", {"v": 1, **shown(token), "votes": votes})

    return send


def waiting():
    with reading("inbox") as connection:
        return connection.execute(select(INBOX_ROW)).all()


@pytest.mark.everywhere
def test_votes_are_counted_at_the_close_and_order_the_topics(session, topics, cast_vote, bob):
    first, second = topics
    for _ in range(5):
        assert cast_vote({second: 3, first: 1}).status_code == 202
    page = f"/in/retros/{session.id}"
    assert "5 張票" not in bob.get(page).text
    assert [one.votes for one in service.topics_of(again(session))] == [None, None]
    assert bob.post(f"{page}/phase", data={"phase": "discuss"}).status_code == 302
    found = again(session)
    assert [(one.id, one.votes) for one in service.topics_of(found)] == [(second, 15), (first, 5)]
    assert found.cast == 5
    assert waiting() == []
    assert "計了 5 張票" in bob.get(page).text


@pytest.mark.everywhere
def test_a_ballot_may_be_cast_anew_until_the_close(session, topics, cast_vote, kid):
    first, second = topics
    mine = minted(issuance.folder().signer(kid))
    assert cast_vote({first: 3}, mine).status_code == 202
    assert cast_vote({second: 2}, mine).status_code == 202
    assert len(waiting()) == 1
    for _ in range(4):
        cast_vote({second: 1})
    voting.close(again(session))
    found = {one.id: one.votes for one in service.topics_of(again(session))}
    assert found == {first: 0, second: 6}


def test_a_session_that_comes_back_to_its_vote_keeps_what_was_counted(
    session, topics, cast_vote, bob
):
    page, first = f"/in/retros/{session.id}/phase", topics[0]
    for _round in range(2):
        for _ in range(5):
            cast_vote({first: 1})
        bob.post(page, data={"phase": "discuss"})
        bob.post(page, data={"phase": "vote"})
    cast_vote({first: 3})
    bob.post(page, data={"phase": "discuss"})
    found = again(session)
    assert ({one.id: one.votes for one in found.topics}[first], found.cast) == (10, 10)


def test_what_cannot_be_kept_is_not_counted_either(session, topics, cast_vote, monkeypatch):
    for _ in range(5):
        cast_vote({topics[0]: 1})
    monkeypatch.setattr(voting, "order", None)
    with pytest.raises(TypeError):
        voting.close(again(session))
    monkeypatch.undo()
    assert len(waiting()) == 5
    voting.close(again(session))
    assert again(session).cast == 5


@pytest.mark.everywhere
def test_with_too_few_ballots_nothing_is_counted_and_all_are_gone(session, topics, cast_vote, bob):
    for _ in range(4):
        cast_vote({topics[0]: 3})
    bob.post(f"/in/retros/{session.id}/phase", data={"phase": "discuss"})
    assert {one.votes for one in service.topics_of(again(session))} == {None}
    assert again(session).cast == 0
    assert waiting() == []
    assert "票太少，不計" in bob.get(f"/in/retros/{session.id}").text


def test_what_was_counted_is_marked_and_cannot_be_cast_again(session, topics, cast_vote, kid):
    mine = minted(issuance.folder().signer(kid))
    cast_vote({topics[0]: 1}, mine)
    voting.close(again(session))
    mark = tokens.nullifier(kid, mine.msg)
    assert mark in [bytes(one) for one in db.session.scalars(select(Spent.nullifier))]
    assert cast_vote({topics[0]: 1}, mine).status_code == 409


@pytest.mark.parametrize(
    "votes",
    [{"a" * 26: 1}, {"FIRST": 4}, {"FIRST": 3, "SECOND": 3}, {"FIRST": 0}, {"FIRST": 1.5}, [], 7],
)
def test_a_ballot_that_does_not_fit_is_refused(topics, cast_vote, votes):
    named = {"FIRST": topics[0], "SECOND": topics[1]}
    if isinstance(votes, dict):
        votes = {named.get(name, name): dots for name, dots in votes.items()}
    assert cast_vote(votes).status_code == 422
    assert waiting() == []


def test_nobody_votes_before_or_after(session, topics, cast_vote, actors):
    until(actors, session, "discuss")
    assert cast_vote({topics[0]: 1}).status_code == 410


def test_only_a_ballot_token_votes(session, topics, say, crowd):
    card = minted(issuance.folder().signer(collecting.key_of(session).kid))
    for token in (card, crowd[3]):
        answer = say("/say/ballots", {"v": 1, **shown(token), "votes": {topics[0]: 1}})
        assert answer.status_code == 403


def test_the_room_tells_topics_and_never_how_it_stands(session, say, kid, topics, cast_vote):
    for _ in range(5):
        cast_vote({topics[0]: 3})
    token = minted(issuance.folder().signer(kid))
    told = say("/say/retro", {"v": 1, **shown(token)}).json
    assert [one["id"] for one in told["topics"]] == topics
    assert set(told["topics"][0]) == {"id", "title"}
    assert "15" not in json.dumps(told["topics"])


def test_a_card_by_itself_is_on_the_ballot_by_its_own_words(say, session, topics, kid):
    with transaction():
        db.session.get_one(Topic, topics[0]).judged = Judged.LOOSE
    token = minted(issuance.folder().signer(kid))
    told = say("/say/retro", {"v": 1, **shown(token)}).json["topics"]
    assert told[0]["title"] in {"說法 schedule", "說法 machine"}
    assert not told[1]["title"].startswith("說法")


def test_hands_in_the_room_are_counted_apart(session, topics, bob):
    first, second = topics
    assert bob.post(f"/in/topics/{second}/hands", data={"hands": "7"}).status_code == 302
    refused(bob.post(f"/in/topics/{second}/hands", data={"hands": "501"}))
    refused(bob.post(f"/in/topics/{second}/hands", data={"hands": "many"}))
    found = service.topics_of(again(session))
    assert [(one.id, one.votes, one.hands) for one in found] == [
        (second, None, 7),
        (first, None, 0),
    ]


@pytest.mark.everywhere
def test_a_release_does_not_take_ballots_along(session, topics, cast_vote):
    cast_vote({topics[0]: 1})
    jobs.release_at(clock.now())
    assert len(waiting()) == 1
