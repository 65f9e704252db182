"""A frame is drawn once for a role, and holds nothing of whoever it was first drawn for."""

import re

import pytest

from portal.core.db import db, transaction
from portal.front import frames
from portal.okr.models import KeyResult
from portal.people.models import Account

ALICE = "周雅婷"
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')


@pytest.fixture
def address(goal):
    return f"/in/krs/{goal.id}"


@pytest.fixture
def colleague(cast):
    """Another member, Dora, with Alice's password."""
    with transaction() as session:
        alice = session.get_one(Account, cast.alice)
        dora = Account(identifier="dora", name="朵拉", role="member", active=True)
        dora.password_hash, dora.team_id = alice.password_hash, alice.team_id
        session.add(dora)
    return dora


def rename(kind, id_, **words):
    with transaction() as session:
        for name, value in words.items():
            setattr(session.get_one(kind, id_), name, value)


def test_one_frame_serves_a_role_and_every_reader_finds_only_themselves(
    address, sign_in, colleague, monkeypatch
):
    alice = sign_in("alice").get(address).text
    monkeypatch.setattr(frames, "_drawn", None)
    dora = sign_in("dora").get(address).text
    assert ALICE in alice
    assert ALICE not in dora
    assert "朵拉" in dora
    tokens = [TOKEN.search(page)[1] for page in (alice, dora)]
    assert len(set(tokens)) == 2
    assert tokens[0] not in dora


def test_a_manager_has_a_frame_of_their_own(address, sign_in):
    assert "/in/inbox" not in sign_in("alice").get(address).text
    assert "/in/inbox" in sign_in("bob").get(address).text
    assert "/in/inbox" not in sign_in("alice").get(address).text


def test_each_device_says_whose_it_is(address, sign_in, app):
    own = sign_in("alice").get(address).text
    shared = app.test_client()
    form = {"identifier": "alice", "password": "candor-demo", "own_device": "no"}
    shared.post("/in/login", data=form)
    assert 'data-own-device="yes"' in own
    assert 'data-own-device="no"' in shared.get(address).text


def test_what_fills_a_frame_is_text_and_no_markup(address, sign_in, goal, cast):
    rename(KeyResult, goal.id, plain="快 & <準>")
    rename(Account, cast.alice, name='<b class="who">愛</b>')
    page = sign_in("alice").get(address).text
    assert "<title>快 &amp; &lt;準&gt;</title>" in page
    assert '<b class="who">' not in page
    assert "&lt;b class=&#34;who&#34;&gt;愛&lt;/b&gt;" in page
    assert "\0" not in page


def test_the_frame_follows_the_language(address, sign_in):
    browser = sign_in("alice")
    assert 'lang="zh-Hant-TW"' in browser.get(address).text
    english = browser.get(f"{address}?lang=en").text
    assert 'lang="en"' in english
    assert "Skip to the content" in english


def test_a_changed_title_is_seen_at_once(address, sign_in, goal):
    browser = sign_in("alice")
    browser.get(address)
    rename(KeyResult, goal.id, plain="別的目標")
    assert "<title>別的目標</title>" in browser.get(address).text
    db.session.rollback()
