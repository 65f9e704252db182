import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.anonymity import keylog
from portal.anonymity.blindrsa import PrivateKey
from portal.anonymity.encoding import b64u
from portal.anonymity.keylog import Closed, Opened, Published, Release, Restored, Retired
from tests.anonymity.logs import (
    DAY,
    FIRST,
    ROOT,
    chained,
    complaints,
    head_of,
    publication,
    whole_life,
)

SHARED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def second() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture
def published(signer) -> Published:
    return publication(signer)


@pytest.fixture
def opened(signer) -> Opened:
    return Opened(day="2026-11-08", kind="post", kid=signer.kid, early=False)


@pytest.fixture
def life(signer) -> list:
    return whole_life(signer)


@given(data=st.data())
@SHARED
def test_every_changed_byte_of_the_log_is_found(life, data):
    raw = chained(*life)
    which = data.draw(st.integers(0, len(raw) - 1))
    changed = bytearray(raw[which])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    assert keylog.check([*raw[:which], bytes(changed), *raw[which + 1 :]], head_of(raw))


@given(data=st.data())
@SHARED
def test_every_changed_byte_of_the_head_is_found(life, data):
    raw = chained(*life)
    head = bytearray(head_of(raw))
    head[data.draw(st.integers(0, len(head) - 1))] ^= data.draw(st.integers(1, 255))
    assert keylog.check(raw, bytes(head))


def test_a_removed_doubled_or_exchanged_line_is_found(life):
    raw = chained(*life)
    for which in range(len(raw) - 1):
        assert "chain is broken" in "; ".join(
            keylog.check(raw[:which] + raw[which + 1 :], head_of(raw))
        )
        doubled = [*raw[: which + 1], *raw[which:]]
        assert "numbered" in "; ".join(keylog.check(doubled, head_of(doubled)))
    assert "last line" in "; ".join(keylog.check(raw[:-1], head_of(raw)))


def test_a_history_written_anew_is_found_by_the_pin(life):
    raw, other = chained(*life), chained(*life[:3], Restored(day=DAY, reason="none"))
    pin = hashlib.sha256(raw[4]).hexdigest()[:8]
    assert keylog.check(raw, head_of(raw), pin=pin) == []
    assert keylog.check(other, head_of(other), pin=pin) == [
        "pin: this log does not go on from the head you saw"
    ]
    for no_pin in ("", pin[:7]):
        assert keylog.check(raw, head_of(raw), pin=no_pin)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"seq": 3}, "last line"),
        ({"hash": "0" * 64}, "last line"),
        ({"hash": "AB" * 32}, "64 hex digits"),
        ({"hash": 5}, "64 hex digits"),
        ({"sig": "AAAA"}, "cannot be read"),
        ({"sig": 1}, "cannot be read"),
        ({"sig": b64u(bytes(64))}, "signature"),
        ({"seq": True}, "unknown fields or values"),
        ({"seq": -1}, "unknown fields or values"),
        ({"v": 2}, "unknown fields or values"),
        ({"more": 1}, "unknown fields or values"),
    ],
)
def test_a_head_with_wrong_fields_is_found(life, changes, complaint):
    raw = chained(*life)
    assert complaint in "; ".join(keylog.check(raw, head_of(raw, **changes)))


@pytest.mark.parametrize("head", [b"", b"[]", b"5", b"{}", b"\xff", b"[" * 100_000])
def test_a_head_that_is_no_head_is_found(life, head):
    raw = chained(*life)
    assert keylog.check(raw, head) == ["head: it cannot be read"]


def test_a_head_of_another_key_is_found(life):
    raw = chained(*life)
    assert "signature" in "; ".join(keylog.check(raw, head_of(raw, Ed25519PrivateKey.generate())))


def test_a_log_without_its_key_is_found(published):
    assert "the first line must name the key" in complaints(published)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"roster": 19}, "roster under the floor"),
        ({"floor": 4}, "a floor under 5"),
        ({"cap": 31}, "quota and cap"),
        ({"quota": 9}, "quota and cap"),
        ({"spki": "AAAA"}, "cannot be read"),
        ({"kid": "AAECAwQFBgcICQoLDA0ODw"}, "not the hash of its key"),
        ({"scope": "2026-13"}, "scope has no possible value"),
        ({"scope": "2026-Q4"}, "scope has no possible value"),
        ({"kind": "reader"}, "kind has no possible value"),
        ({"kind": ["post"]}, "kind has no possible value"),
        ({"kid": "AAAA"}, "kid has no possible value"),
        ({"day": "20261101"}, "day has no possible value"),
        ({"opens": "2026-11-31"}, "opens has no possible value"),
        ({"demo": 0}, "demo has no possible value"),
        ({"roster": True}, "roster has no possible value"),
        ({"roster": -1}, "roster has no possible value"),
        ({"roster": 40.5}, "roster has no possible value"),
    ],
)
def test_a_key_published_against_the_protocol_is_found(published, changes, complaint):
    assert complaint in complaints(FIRST, replace(published, **changes))


def test_a_demo_may_have_a_lower_floor_and_says_so(published):
    assert complaints(FIRST, replace(published, floor=1, roster=2, demo=True)) == ""


def test_a_key_of_the_wrong_size_is_found(rfc_signer):
    assert complaints(FIRST, publication(rfc_signer)) == "line 1: a key of the wrong size"


def test_two_open_posting_keys_are_found(published, opened, second):
    other = replace(opened, kid=second.kid)
    lines = [FIRST, published, publication(second, scope="2026-12"), opened, other]
    assert "two open post keys" in complaints(*lines)
    retired = Retired(day="2026-12-01", kind="post", kid=opened.kid)
    assert complaints(*lines[:-1], retired, replace(other, day="2026-12-01")) == ""


def test_one_session_has_one_open_key_of_a_kind_and_two_sessions_have_two(signer, second):
    ballot = {"kind": "ballot", "quota": 1, "cap": 1, "floor": 5, "opens": DAY}
    first = publication(signer, scope="a" * 26, **ballot)
    opening = [Opened(day=DAY, kind="ballot", kid=k.kid, early=False) for k in (signer, second)]
    for scope, complaint in (("a" * 26, "two open ballot keys"), ("b" * 26, "")):
        found = complaints(FIRST, first, publication(second, scope=scope, **ballot), *opening)
        assert complaint in found
        assert bool(found) == bool(complaint)


@pytest.mark.parametrize("day", ["2026-11-01", "2026-11-07"])
def test_a_key_opened_before_its_time_says_so(published, opened, day):
    assert "before its time" in complaints(FIRST, published, replace(opened, day=day))
    assert complaints(FIRST, published, replace(opened, day=day, early=True)) == ""


def test_a_key_is_public_for_a_day_before_it_opens(published, opened):
    hasty = replace(published, opens=DAY)
    assert "before its time" in complaints(FIRST, hasty, replace(opened, day=DAY))


def test_keys_that_are_not_in_the_log_are_found(life):
    first, _, opened, _, retired, closed, _ = life
    for line in (opened, retired, closed):
        assert complaints(first, line) == "line 1: a key that is not in the log"


def test_a_key_that_changes_its_kind_is_found(published, opened):
    assert "of kind post" in complaints(FIRST, published, replace(opened, kind="support"))


def test_states_that_cannot_follow_are_found(life):
    first, published, opened, _, retired, closed, _ = life
    impossible = [
        (published, retired),
        (published, opened, opened),
        (published, opened, closed),
        (published, opened, retired, closed, closed),
        (published, opened, retired, closed, retired),
    ]
    for lines in impossible:
        assert "cannot follow" in complaints(first, *lines)


def test_after_a_restore_keys_may_close_straight_away(life):
    first, published, opened, release, _, closed, _ = life
    restored = Restored(day=DAY, reason="the disk failed")
    lost = replace(closed, issued=0, redeemed=3)
    assert complaints(first, published, opened, release, restored, lost, release) == ""
    assert "cannot follow" in complaints(first, restored, published, opened, closed)


def test_a_key_that_never_opened_may_close(life):
    first, published, _, _, _, closed, _ = life
    assert complaints(first, published, replace(closed, issued=0, redeemed=0)) == ""


def test_a_sessions_key_may_close_without_retiring(signer):
    card = {"kind": "card", "quota": 20, "cap": 40, "floor": 5, "scope": "a" * 26}
    opened = Opened(day=DAY, kind="card", kid=signer.kid, early=False)
    closed = Closed(day=DAY, kind="card", kid=signer.kid, issued=3, redeemed=3, roster=6)
    assert complaints(FIRST, publication(signer, **card), opened, closed) == ""


def test_more_tokens_back_than_given_are_found(life):
    *before, closed, _ = life
    assert complaints(*before, replace(closed, issued=12)) == ""
    assert "more tokens came back" in complaints(*before, replace(closed, issued=11))


@pytest.mark.parametrize("batch", [1, 0])
def test_releases_that_do_not_go_forward_are_found(batch):
    release = Release(day=DAY, batch=1, root=ROOT)
    assert "not later" in complaints(FIRST, release, replace(release, batch=batch))
