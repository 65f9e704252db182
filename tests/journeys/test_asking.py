"""Bob asks the floor; Alice reads it over the field, and what she says is a post like any other."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.core import clock
from portal.voice.items import FIELDS
from tests.browser.axe import overflow, violations
from tests.journeys.steps import SHARED, send, sign_in, slip_of, write
from tests.making import make_goal

pytestmark = [pytest.mark.browser, pytest.mark.long]
ASKED = "什麼會讓我們做不到？"


def test_what_is_asked_stands_over_the_field_and_an_answer_is_a_post_like_any_other(
    house, goal, alice, window
):
    bob = window()
    sign_in(bob, "bob", SHARED)
    bob.goto(f"/in/krs/{goal}")
    bob.get_by_role("link", name="問問現場").click()
    assert (overflow(bob), violations(bob)) == (0, [])
    bob.get_by_label("你的問題").fill(ASKED)
    with house.app.app_context():
        bob.get_by_label("掛到哪一天").fill((clock.today() + timedelta(days=5)).isoformat())
        other = make_goal("charlie", "出貨當天到").id
    bob.get_by_role("button", name="問大家").click()
    expect(bob.get_by_role("button", name="收起來")).to_be_visible()
    write(alice, goal, "夜班只剩兩個人")
    expect(alice.get_by_text(ASKED)).to_be_visible()
    assert (overflow(alice), violations(alice)) == (0, [])
    sent = []
    alice.on("request", lambda one: sent.append((one.url, one.post_data or "")))
    send(alice)
    slip_of(alice)
    [body] = [json.loads(data) for url, data in sent if "/say/posts" in url]
    assert set(body["item"]) == set(FIELDS)
    assert ASKED not in json.dumps(body, ensure_ascii=False)
    alice.goto(f"/say/kr/{goal}")
    alice.locator('[data-part="picker"] summary').click()
    alice.locator(f'label[for="t-{other}"]').click()
    expect(alice.get_by_text(ASKED)).to_be_hidden()
