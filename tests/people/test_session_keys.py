"""The keys of a retrospective: for whom it invites, gone without a trace when it ends."""

import pytest

from portal.anonymity import keylog, loglines
from portal.anonymity.blindrsa import verify
from portal.anonymity.client import blind, finalize, prepare
from portal.anonymity.encoding import b64u, unb64u
from portal.anonymity.keystore import Destroyed
from portal.core.db import reading, transaction
from portal.core.directory import directory
from portal.core.errors import Conflict, Gone
from portal.people import admission, issuance, keys, service, session_keys
from portal.people.models import ALLOWANCE, Account
from portal.voice.keys import entries, log, log_folder, public_key

pytestmark = pytest.mark.everywhere
SESSION, OTHER = "a" * 26, "b" * 26


@pytest.fixture
def everybody(cast):
    return sorted(vars(cast).values())


@pytest.fixture
def made(open_posting, everybody):
    """The kids of the card key and the ballot key of a session to which all five are invited."""
    return session_keys.open_for(SESSION, everybody)


def roll(kid):
    with reading("issuance") as connection:
        rows = connection.execute(ALLOWANCE.select().where(ALLOWANCE.c.kid == kid))
        return {row.account_id: row.n for row in rows}


def collect(kid, account_id):
    """A token, as a browser that follows an invitation gets it."""
    entry, public = entries()[kid], public_key(kid)
    messages = [prepare() for _ in range(entry.quota)]
    blinded = [blind(public, msg) for msg in messages]
    request = {"v": 1, "kid": kid, "blinded": [b64u(one) for one, _inverse in blinded]}
    found, asked = issuance.read_request(request)
    signed = issuance.collect(account_id, found, asked, issuance.folder())
    return messages[0], finalize(public, messages[0], unb64u(signed[0]), blinded[0][1])


def test_cards_and_ballots_have_a_key_each_that_is_open_from_the_start(made, everybody):
    found = [entries()[kid] for kid in made]
    assert [(one.kind, one.scope, one.state) for one in found] == [
        ("card", SESSION, "open"),
        ("ballot", SESSION, "open"),
    ]
    assert {(one.roster, one.floor) for one in found} == {(5, 5)}
    assert [(one.quota, one.cap) for one in found] == [(20, 40), (1, 1)]
    assert [roll(kid) for kid in made] == [dict.fromkeys(everybody, 0)] * 2
    read = keylog.read(log_folder())
    assert keylog.check(read.lines, read.head) == []


def test_asking_again_makes_none_and_lets_who_is_invited_later_in(made, everybody, cast):
    collect(made[1], cast.alice)
    before = log().lines
    assert session_keys.open_for(SESSION, [*everybody, "z" * 26]) == made
    assert log().lines == before
    assert roll(made[1]) == dict.fromkeys(everybody, 0) | {cast.alice: 1, "z" * 26: 0}


def test_two_sessions_share_no_key(made, everybody):
    assert set(session_keys.open_for(OTHER, everybody)).isdisjoint(made)
    read = keylog.read(log_folder())
    assert keylog.check(read.lines, read.head) == []


def test_with_too_few_invited_there_is_none(open_posting, everybody):
    before = log().lines
    assert session_keys.open_for(SESSION, everybody[:4]) == []
    assert log().lines == before


def test_who_is_invited_collects_once_a_ballot_and_nobody_else_anything(made, cast):
    _card, ballot = made
    msg, signature = collect(ballot, cast.alice)
    assert verify(public_key(ballot), msg, signature)
    for person in (cast.alice, "z" * 26):
        with pytest.raises(Conflict):
            collect(ballot, person)
    assert issuance.issued(ballot) == 1


def test_who_comes_to_the_organisation_later_is_not_invited(made, open_posting, actors):
    with transaction():
        dora = service.invite(actors["ada"], Account(identifier="dora", name="朵拉"))
        admission.admit(dora)
    for _time in range(2):
        assert dora.id in roll(open_posting)
        assert all(dora.id not in roll(kid) for kid in made)
        issuance.rewrite(directory().roster(), keys.live())


def test_a_release_leaves_the_roll_as_it_is(made, everybody, cast):
    collect(made[0], cast.alice)
    issuance.rewrite(directory().roster(), keys.live())
    assert roll(made[0]) == dict.fromkeys(everybody, 0) | {cast.alice: 20}


def test_at_its_end_nothing_is_left_that_signs_or_marks(made, cast):
    collect(made[0], cast.alice)
    assert session_keys.end(SESSION) == made
    for kid in made:
        with pytest.raises(Destroyed):
            issuance.folder().signer(kid)
        with pytest.raises(Destroyed):
            issuance.folder().pepper(kid)
    with pytest.raises(Gone):
        collect(made[0], cast.bob)
    closings = [one for one in map(_line, log().lines) if isinstance(one, keylog.Closed)]
    assert [(one.kind, one.issued, one.redeemed) for one in closings] == [
        ("card", 20, 0),
        ("ballot", 0, 0),
    ]
    read = keylog.read(log_folder())
    assert keylog.check(read.lines, read.head) == []
    assert session_keys.end(SESSION) == []


def _line(raw):
    return loglines.parse(raw).line


def test_only_ballots_leave_marks(made):
    card, ballot = made
    assert len(issuance.folder().pepper(ballot)) == 32
    with pytest.raises(Destroyed):
        issuance.folder().pepper(card)


def test_a_restore_ends_them_too(made):
    assert set(made) <= set(keys.end_all("restored"))
