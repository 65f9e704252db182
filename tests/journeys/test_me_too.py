"""Somebody begins to write, sees that others said it, and says "me too"; a release counts it."""

import json

import pytest
from playwright.sync_api import expect

from portal.core.db import db
from portal.voice.models import Post
from tests.browser.axe import overflow, violations
from tests.journeys.device import kept as everything
from tests.journeys.steps import (
    fill_wallet,
    kept,
    let_through,
    release,
    say,
    send,
    slip_of,
    write,
)
from tests.making import make_item, make_post
from tests.supporting import presented, support_tokens
from tests.tokens import minted

pytestmark = [pytest.mark.browser, pytest.mark.long]

SAID = "不是機器老，是排程一天改三次。\n模具換到一半又換回去。"
TYPED = "排程一天改三次，模具換到一半又要換回去"
OTHER = "茶水間的燈壞了"


@pytest.fixture
def people(house, goal):
    """Five people's tokens for support."""
    with house.app.app_context():
        return support_tokens(5)


@pytest.fixture
def published(house, goal, alice, signer):
    """A public blocker about the goal, of a token that Alice's phone has not; its id."""
    say(house, "/say/posts", make_post(minted(signer), make_item(goal, SAID)))
    return let_through(house)


@pytest.fixture
def owner(alice, published, people):
    """Alice's phone, with her token for support beside the others."""
    fill_wallet(alice, people[:1], "support")
    return alice


def counted(page):
    """The server has taken it: before that the same words stand there, hidden."""
    expect(page.locator('#similar [data-part="counted"]')).to_be_visible()
    expect(page.locator('#similar [data-part="counted"]')).to_contain_text("下次打散起算進去")


def test_who_types_what_was_said_says_me_too_with_one_tap(house, goal, owner, people, published):
    for token in people[1:]:
        say(house, "/say/supports", presented(token, post=published))
    owner.goto(f"/say/kr/{goal}")
    field, similar = owner.get_by_label("發生了什麼？"), owner.locator("#similar")
    field.fill(OTHER)
    owner.wait_for_timeout(1000)
    expect(similar).to_be_hidden()
    field.fill(TYPED)
    expect(similar).to_contain_text("模具換到一半又換回去")
    expect(owner.get_by_role("status").first).to_have_text("已經有人說過類似的事，往下看。")
    assert (overflow(owner), violations(owner)) == (0, [])
    owner.get_by_role("button", name="我也是").click()
    counted(owner)
    assert field.input_value() == TYPED
    assert owner.context.cookies() == []
    release(house, later=1)
    with house.app.app_context():
        assert db.session.get_one(Post, published).supporters == "5+"


def test_what_was_supported_stands_nowhere_on_the_device(goal, owner, published):
    before = kept(owner)
    owner.goto(f"/say/kr/{goal}")
    owner.get_by_label("發生了什麼？").fill(TYPED)
    owner.get_by_role("button", name="我也是").click()
    counted(owner)
    assert kept(owner) == before
    assert published not in json.dumps(everything(owner), ensure_ascii=False)


def test_without_a_network_nothing_is_said_of_it_and_the_text_is_sent_as_ever(goal, owner, watch):
    watch.expect("net::ERR_FAILED")
    owner.route("**/say/published*", lambda route: route.abort())
    write(owner, goal, TYPED)
    owner.wait_for_timeout(1000)
    expect(owner.locator("#similar")).to_be_hidden()
    send(owner)
    slip_of(owner)


def test_nothing_below_the_field_moves_while_others_are_found(goal, owner):
    owner.goto(f"/say/kr/{goal}")
    below = owner.get_by_text("卡在哪裡？")
    owner.get_by_label("發生了什麼？").fill(OTHER)
    before = below.bounding_box()
    owner.get_by_label("發生了什麼？").fill(TYPED)
    expect(owner.locator("#similar")).to_be_visible()
    assert below.bounding_box() == before
