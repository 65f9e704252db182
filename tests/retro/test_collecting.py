"""Cards: sealed until all are revealed at once, and nothing joins one to whoever wrote it."""

import json

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity import tokens
from portal.anonymity.encoding import b64u
from portal.core import clock
from portal.core.db import db, reading, transaction
from portal.people import issuance
from portal.people.models import ALLOWANCE
from portal.retro import collecting, opening, phases, service
from portal.retro.models import Session
from portal.voice import cards
from portal.voice.card import Card
from portal.voice.keys import entries
from portal.voice.models import INBOX_ROW, Post, Spent
from tests.answers.test_service import publish_all
from tests.front.reading import refused
from tests.making import lead
from tests.tokens import minted

pytestmark = pytest.mark.slow
ITEM = {"column": "cause", "body": "換模換到一半被叫回去"}


@pytest.fixture
def everybody(monkeypatch, cast):
    """All five are invited, whatever their teams: a session needs a crowd."""
    monkeypatch.setattr(collecting, "invited", lambda _session: sorted(vars(cast).values()))


@pytest.fixture
def session(say, crowd, goal, actors, everybody):
    publish_all(say, crowd[:1], goal.id, actors, {"cause": "schedule", "body": "改三次"})
    with transaction():
        found = opening.open_session(actors["bob"], "準時送到", [goal.id])
    jobs.turn_rooms()
    return found


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


def collect_all(kid):
    """As if every invited person's own device had collected."""
    with db.engines["issuance"].begin() as connection:
        mine = ALLOWANCE.c.kid == kid
        connection.execute(ALLOWANCE.update().where(mine).values(n=20, request=bytes([1]) * 32))


@pytest.fixture
def kid(session):
    key = collecting.key_of(session)
    collect_all(key.kid)
    return key.kid


@pytest.fixture
def write(say, kid):
    """Write a card with a fresh token; the answer, and the token."""

    def send(token=None, **changes):
        token = token or minted(issuance.folder().signer(kid))
        body = {"v": 1, **shown(token), "item": ITEM | changes}
        return say("/say/cards", body)

    return send


def shown(token):
    """A token as a browser presents it."""
    return {"kid": token.kid, "msg": b64u(token.msg), "sig": b64u(token.sig)}


def held(session):
    """The cards that nobody in the room has read."""
    return [card for card in cards.of_session(session.id) if card.state == "held"]


def until(actors, session, phase):
    with transaction():
        lead(actors["bob"], db.session.get_one(Session, session.id), phase)


def again(session):
    db.session.expire_all()
    return db.session.get_one(Session, session.id)


def reveal(actors, session):
    until(actors, session, "group")
    return collecting.reveal(again(session))


def waiting():
    with reading("inbox") as connection:
        return connection.execute(select(INBOX_ROW)).all()


@pytest.mark.everywhere
def test_a_card_lies_sealed_until_the_step_ends(session, write, actors, bob):
    assert write().status_code == 202
    assert len(waiting()) == 1
    until(actors, session, "collect")
    assert ITEM["body"] not in bob.get(f"/in/retros/{session.id}").text
    assert db.session.query(Card).count() == 0
    assert reveal(actors, session) == 1
    assert waiting() == []
    assert ITEM["body"] in bob.get(f"/in/retros/{session.id}").text


@pytest.mark.parametrize(
    "form", [{"phase": "group"}, {"phase": "discuss"}, {"phase": "closed", "early": "yes"}]
)
def test_whatever_way_a_session_goes_its_cards_come_along(session, write, actors, bob, form):
    write()
    until(actors, session, "review")
    assert bob.post(f"/in/retros/{session.id}/phase", data=form).status_code == 302
    assert waiting() == []
    assert ITEM["body"] in bob.get(f"/in/retros/{session.id}/export.md").text
    if form["phase"] == "closed":
        assert {one.ending for one in service.topics_of(again(session))} == {"parked"}


def test_what_a_crash_left_sealed_comes_with_the_next_step(session, write, actors, bob):
    write()
    until(actors, session, "group")
    assert len(waiting()) == 1
    bob.post(f"/in/retros/{session.id}/phase", data={"phase": "vote"})
    assert waiting() == []


@pytest.mark.everywhere
def test_a_release_does_not_take_cards_along(session, write):
    write()
    jobs.release_at(clock.now())
    assert len(waiting()) == 1
    assert db.session.query(Post).count() == 1


@pytest.mark.everywhere
def test_what_is_revealed_says_nothing_of_who_or_when(session, write, actors):
    bodies = [f"第 {n} 張" for n in range(12)]
    for body in bodies:
        assert write(body=body).status_code == 202
    reveal(actors, session)
    found = cards.of_session(session.id)
    texts = [cards.text_of(card) for card in found]
    assert sorted(texts) == sorted(bodies)
    # Twelve in the order of their arrival, by chance: once in 479 million times.
    assert texts != bodies
    columns = " ".join(sorted(column.name for column in Card.__table__.columns))
    assert columns == "column epoch for_room id reason sealed session_id state"


def test_a_token_writes_one_card(session, write, kid):
    token = minted(issuance.folder().signer(kid))
    assert [write(token).status_code, write(token).status_code] == [202, 202]
    assert write(token, body="別的話").status_code == 409
    assert len(waiting()) == 1


@pytest.mark.everywhere
def test_a_token_that_was_revealed_writes_nothing_more(session, write, kid, actors):
    token = minted(issuance.folder().signer(kid))
    write(token)
    reveal(actors, session)
    mark = tokens.nullifier(kid, token.msg)
    assert [bytes(one) for one in db.session.scalars(select(Spent.nullifier))].count(mark) == 1
    with transaction():
        phases.move_to(actors["bob"], again(session), "collect")
    assert write(token, body="別的話").status_code == 409


@pytest.mark.parametrize(
    "changes",
    [{"column": "nonsense"}, {"body": ""}, {"body": " 前面有空格"}, {"body": "字" * 501}],
)
def test_a_card_that_cannot_be_is_refused(write, changes):
    answer = write(**changes)
    assert answer.status_code == 422
    assert waiting() == []


def test_only_a_card_token_writes_cards(say, crowd, session):
    body = {"v": 1, **shown(crowd[2]), "item": ITEM}
    assert say("/say/cards", body).status_code == 403
    assert say("/say/retro", {"v": 1, **shown(crowd[2])}).status_code == 403


def test_after_the_step_no_card_is_taken(session, write, actors):
    until(actors, session, "group")
    answer = write()
    assert answer.status_code == 410
    assert "不再收卡片" in answer.json["message"]


def test_the_room_tells_its_questions_to_a_token_alone(session, say, kid, write):
    token = minted(issuance.folder().signer(kid))
    answer = say("/say/retro", {"v": 1, **shown(token)})
    assert answer.status_code == 200
    assert answer.json["title"] == "準時送到"
    assert [one["code"] for one in answer.json["columns"]] == ["goal", "result", "cause", "rule"]
    write()
    assert "換模" not in json.dumps(say("/say/retro", {"v": 1, **shown(token)}).json)


@pytest.mark.everywhere
def test_with_too_few_collectors_nothing_is_revealed(session, write, actors):
    write()
    with db.engines["issuance"].begin() as connection:
        connection.execute(ALLOWANCE.update().values(n=0, request=bytes(32)))
    assert reveal(actors, session) == 0
    assert len(waiting()) == 1


@pytest.mark.everywhere
def test_what_may_name_or_hurt_waits_for_a_look(session, write, actors, bob, sign_in):
    write(body="陳建宏每次都改單")
    write(body="你這個白痴")
    write(body="料沒有到")
    reveal(actors, session)
    page = f"/in/retros/{session.id}"
    assert "料沒有到" in sign_in("alice").get(page).text
    assert "陳建宏每次都改單" not in sign_in("alice").get(page).text
    assert "陳建宏每次都改單" in bob.get(page).text
    named, insult = sorted(held(session), key=lambda one: "陳" not in cards.text_of(one))
    assert bob.post(f"/in/retros/cards/{named.id}", data={"reason": ""}).status_code == 302
    answer = bob.post(f"/in/retros/cards/{insult.id}", data={"reason": "insult"})
    assert answer.status_code == 302
    db.session.expire_all()
    assert "陳建宏每次都改單" in sign_in("alice").get(page).text
    assert cards.text_of(cards.find_card(insult.id)) == ""
    refused(bob.post(f"/in/retros/cards/{insult.id}", data={"reason": ""}), status=409)


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "mona", "ada"])
def test_who_leads_and_moderators_judge_cards(session, write, actors, sign_in, name):
    write(body="你這個白痴")
    reveal(actors, session)
    [card] = held(session)
    answer = sign_in(name).post(f"/in/retros/cards/{card.id}", data={"reason": "insult"})
    assert (answer.status_code == 302) is (name in {"bob", "mona"})


def test_the_facilitator_writes_for_the_room(session, actors, bob):
    until(actors, session, "collect")
    form = {"column": "cause", "body": "師傅說料太硬"}
    assert bob.post(f"/in/retros/{session.id}/cards", data=form).status_code == 302
    refused(bob.post(f"/in/retros/{session.id}/cards", data={"column": "cause", "body": ""}))
    until(actors, session, "group")
    page = bob.get(f"/in/retros/{session.id}").text
    assert "師傅說料太硬" in page
    assert "替現場的人寫的" in page


@pytest.mark.everywhere
def test_the_keys_end_with_the_session(session, kid, actors):
    assert entries()[kid].state == "open"
    with transaction():
        phases.move_to(actors["bob"], again(session), "closed", early=True)
    jobs.turn_rooms()
    assert {one.state for one in entries().values() if one.scope == session.id} == {"closed"}


def test_a_session_without_collecting_has_no_key(goal, actors, everybody):
    with transaction():
        found = opening.open_session(actors["bob"], "快的", [goal.id], {"discuss": 15})
    assert jobs.turn_rooms() == []
    assert collecting.key_of(found) is None
    assert not collecting.takes_cards(found)
