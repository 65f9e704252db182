"""Collecting tokens: counted per member, never timed, repeatable when the answer was lost."""

import pytest
from sqlalchemy import select

from portal.anonymity.blindrsa import verify
from portal.anonymity.client import blind, finalize, prepare
from portal.anonymity.encoding import b64u, unb64u
from portal.core.db import db, reading, transaction
from portal.core.directory import directory
from portal.people import admission, issuance, keys, service
from portal.people.models import ALLOWANCE, Account
from portal.voice.keys import entries

pytestmark = pytest.mark.everywhere


def request_of(signer, count=10):
    return [blind(signer.public, prepare())[0] for _ in range(count)]


def rows(kid):
    with reading("issuance") as connection:
        return connection.execute(select(ALLOWANCE).where(ALLOWANCE.c.kid == kid)).all()


def body(kid, blinded):
    return {"v": 1, "kid": kid, "blinded": [b64u(one) for one in blinded]}


def test_a_member_collects_tokens_that_verify(open_posting, signer, cast):
    msg = prepare()
    first, inverse = blind(signer.public, msg)
    requests = [first, *request_of(signer, 9)]
    entry = entries()[open_posting]
    signed = issuance.collect(cast.alice, entry, requests, issuance.folder())
    signature = finalize(signer.public, msg, unb64u(signed[0]), inverse)
    assert verify(signer.public, msg, signature)


def test_the_same_request_is_answered_again_for_nothing(open_posting, signer, cast):
    requests, entry = request_of(signer), entries()[open_posting]
    first = issuance.collect(cast.alice, entry, requests, issuance.folder())
    assert issuance.collect(cast.alice, entry, requests, issuance.folder()) == first
    assert {row.n for row in rows(open_posting) if row.account_id == cast.alice} == {10}


def test_nobody_collects_more_than_the_cap(open_posting, signer, cast):
    entry = entries()[open_posting]
    for _ in range(3):
        issuance.collect(cast.alice, entry, request_of(signer), issuance.folder())
    with pytest.raises(issuance.Conflict):
        issuance.collect(cast.alice, entry, request_of(signer), issuance.folder())
    assert issuance.issued(open_posting) == 30


@pytest.mark.parametrize("number", [0, 1, "n-1", "n"])
def test_numbers_that_cannot_be_blinded_are_refused(open_posting, signer, cast, number):
    n = signer.public.n
    value = {"n-1": n - 1, "n": n}.get(number, number)
    bad = [value.to_bytes(384), *request_of(signer, 9)]
    with pytest.raises(issuance.Problem) as caught:
        issuance.read_request(body(open_posting, bad))
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found | {"extra": 1},
        lambda found: found | {"v": 2},
        lambda found: found | {"blinded": found["blinded"][:9]},
        lambda found: found | {"blinded": [found["blinded"][0]] * 10},
        lambda found: found | {"blinded": [text + "=" for text in found["blinded"]]},
        lambda found: found | {"blinded": [text[:-4] for text in found["blinded"]]},
        lambda found: found | {"blinded": 7},
        lambda _found: None,
    ],
)
def test_a_request_of_another_form_is_refused(open_posting, signer, change):
    with pytest.raises(issuance.Problem) as caught:
        issuance.read_request(change(body(open_posting, request_of(signer))))
    assert caught.value.status == 400


def test_an_unknown_key_is_gone(open_posting, signer):
    with pytest.raises(issuance.Gone):
        issuance.read_request(body("A" * 22, request_of(signer)))


def test_who_left_collects_nothing_and_the_row_stays(open_posting, signer, cast, actors):
    with transaction():
        alice = db.session.get_one(Account, cast.alice)
        service.deactivate(actors["ada"], alice)
    admission.settle(db.session.get_one(Account, cast.alice))
    issuance.rewrite(directory().roster(), keys.live())
    with pytest.raises(issuance.Conflict):
        issuance.collect(cast.alice, entries()[open_posting], request_of(signer), issuance.folder())
    assert len(rows(open_posting)) == 5
    assert issuance.collected(open_posting) == 0


def test_a_rewrite_keeps_counts_and_orders_by_roster(open_posting, signer, cast):
    for who in (cast.mona, cast.bob):
        issuance.collect(who, entries()[open_posting], request_of(signer), issuance.folder())
    before = set(rows(open_posting))
    issuance.rewrite(directory().roster(), keys.live())
    assert set(rows(open_posting)) == before
    assert issuance.collected(open_posting) == 2


def test_the_table_has_no_time_and_no_order_of_its_own():
    assert set(ALLOWANCE.columns.keys()) == {"kid", "account_id", "n", "request"}
    assert ALLOWANCE.dialect_options["sqlite"]["with_rowid"] is False


def test_what_is_left_is_told_as_times(open_posting, signer, cast):
    entry = entries()[open_posting]
    told = []
    for _ in range(3):
        told.append(issuance.again(cast.alice, entry))
        issuance.collect(cast.alice, entry, request_of(signer), issuance.folder())
    assert [(one.time, one.most) for one in told] == [(1, 3), (2, 3), (3, 3)]
    assert issuance.again(cast.alice, entry) is None
    assert issuance.again("a" * 26, entry) is None
    assert issuance.again(cast.alice, None) is None
