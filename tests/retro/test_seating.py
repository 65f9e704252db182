"""The room's QR: seats for people without an account, for minutes, and no more than were set."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.client import blind, prepare
from portal.anonymity.encoding import b64u, unb64u
from portal.anonymity.keystore import Destroyed
from portal.core import clock
from portal.core.db import reading, transaction
from portal.people import issuance
from portal.people.models import ALLOWANCE
from portal.retro import collecting, opening, seating
from portal.voice.envelope import SIZE
from portal.voice.keys import public_key
from tests.front.reading import refused
from tests.making import padded
from tests.retro.test_collecting import again, bob, collect_all, everybody

__all__ = ["bob", "everybody"]
pytestmark = pytest.mark.slow


@pytest.fixture
def session(goal, actors, everybody, stocked):
    with transaction():
        found = opening.open_session(actors["bob"], "準時送到", [goal.id])
    jobs.turn_rooms()
    return found


@pytest.fixture
def kid(session):
    return collecting.key_of(session, "ballot").kid


def open_for(bob, session, seats="2", minutes="15"):
    form = {"seats": seats, "minutes": minutes}
    return bob.post(f"/in/retros/{session.id}/room", data=form)


def secret_of(session):
    return seating.address(again(session)).partition("#")[2]


def blinded(kid):
    public = public_key(kid)
    return [b64u(blind(public, prepare())[0]) for _ in range(quota(kid))]


def quota(kid):
    return collecting.entries()[kid].quota


@pytest.fixture
def sit(say):
    def send(kid, secret, messages=None):
        body = {"v": 1, "room": secret, "kid": kid, "blinded": messages or blinded(kid)}
        return say("/say/join", body)

    return send


@pytest.mark.everywhere
def test_whoever_scans_it_gets_tokens_until_all_seats_are_taken(bob, session, kid, sit):
    assert open_for(bob, session).status_code == 302
    secret = secret_of(session)
    for _ in range(2):
        answer = sit(kid, secret)
        assert answer.status_code == 200
        assert len(answer.json["signatures"]) == quota(kid)
    full = sit(kid, secret)
    assert (full.status_code, "坐滿" in full.json["message"]) == (409, True)
    crowd = collecting.crowd(again(session), "ballot")
    assert (crowd.members, crowd.seated, crowd.collected) == (0, 2, 2)
    assert "2 個座位已坐 0 個" in bob.get(f"/in/retros/{session.id}/room").text


def test_a_seat_is_for_cards_too_and_its_request_has_one_size(bob, session, sit, say):
    open_for(bob, session)
    card = collecting.key_of(session).kid
    answer = sit(card, secret_of(session))
    assert (answer.status_code, len(answer.json["signatures"])) == (200, 20)
    body = {"v": 1, "room": secret_of(session), "kid": card, "blinded": ["a"]}
    assert say("/say/join", padded(body, SIZE)).status_code == 400


def test_the_same_again_takes_no_other_seat(bob, session, kid, sit):
    open_for(bob, session, seats="1")
    messages = blinded(kid)
    first = sit(kid, secret_of(session), messages)
    assert sit(kid, secret_of(session), messages).json == first.json
    assert collecting.crowd(again(session), "ballot").seated == 1


def test_only_what_the_qr_says_opens_and_only_in_its_minutes(bob, session, kid, sit, time_machine):
    assert sit(kid, b64u(bytes(16))).status_code == 410
    open_for(bob, session, minutes="5")
    secret = secret_of(session)
    assert sit(kid, b64u(bytes(16))).status_code == 410
    assert sit(kid, secret[:-4]).status_code == 400
    time_machine.move_to(clock.now() + timedelta(minutes=6))
    assert sit(kid, secret).status_code == 410
    open_for(bob, session, minutes="5")
    assert secret_of(session) != secret
    assert sit(kid, secret_of(session)).status_code == 200


def test_a_room_that_is_closed_lets_nobody_in(bob, session, kid, sit):
    open_for(bob, session)
    secret = secret_of(session)
    assert bob.post(f"/in/retros/{session.id}/room/close").status_code == 302
    assert sit(kid, secret).status_code == 410
    assert seating.address(again(session)) is None


def test_a_session_that_is_over_lets_nobody_in(bob, session, kid, sit):
    open_for(bob, session)
    secret = secret_of(session)
    bob.post(f"/in/retros/{session.id}/phase", data={"phase": "closed", "early": "yes"})
    assert sit(kid, secret).status_code == 410
    jobs.turn_rooms()
    assert bob.get(f"/in/retros/{session.id}/room").status_code == 200
    assert seating.address(again(session)) is None


def test_a_key_of_all_gives_no_seat(open_posting, bob, session, sit):
    open_for(bob, session)
    assert sit(open_posting, secret_of(session)).status_code in {404, 410}


@pytest.mark.parametrize(
    ("seats", "minutes"),
    [("0", "5"), ("201", "5"), ("5", "0"), ("5", "241"), ("", "5"), ("x", "5")],
)
def test_figures_that_cannot_be_are_refused(bob, session, seats, minutes):
    refused(open_for(bob, session, seats, minutes))
    assert again(session).seats_until is None


def test_with_too_few_invited_there_is_no_room(bob, goal, actors):
    with transaction():
        found = opening.open_session(actors["bob"], "太少人", [goal.id])
    refused(open_for(bob, found), status=409)


@pytest.mark.everywhere
def test_a_seat_counts_for_the_floor_and_leads_to_nobody(bob, session, kid, sit, cast):
    collect_all(kid)
    open_for(bob, session)
    sit(kid, secret_of(session))
    assert collecting.crowd(again(session), "ballot").collected == 6
    with reading("issuance") as connection:
        found = connection.scalars(select(ALLOWANCE.c.account_id).where(ALLOWANCE.c.kid == kid))
        names = set(found) - set(vars(cast).values())
    assert len(names) == 1
    assert names.pop().startswith(issuance.SEAT)
    assert issuance.issued(kid) == 5 * 20 + quota(kid)


@pytest.mark.everywhere
def test_seats_stay_when_all_rows_are_written_anew(bob, session, kid, sit):
    open_for(bob, session)
    sit(kid, secret_of(session))
    issuance.rewrite([], {kid: quota(kid)})
    assert collecting.crowd(again(session), "ballot").seated == 1
    assert issuance.issued(kid) == quota(kid) * (1 + 5)


def test_the_secret_is_in_no_row_and_dies_with_the_keys(bob, session):
    open_for(bob, session)
    secret = secret_of(session)
    assert len(unb64u(secret, seating.SECRET_BYTES)) == seating.SECRET_BYTES
    columns = {name: getattr(again(session), name) for name in ("seats", "seats_until", "title")}
    assert secret not in str(columns)
    assert secret not in bob.get(f"/in/retros/{session.id}").text
    issuance.folder().destroy_pepper(collecting.key_of(session, "ballot").kid)
    with pytest.raises(Destroyed):
        seating.address(again(session))
