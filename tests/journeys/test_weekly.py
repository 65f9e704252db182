"""Once a week people say whether goals will be met: from the goal's page, and through several."""

import json

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.core.db import db
from portal.voice import release
from portal.voice.models import PollView
from tests.browser.axe import overflow, violations
from tests.journeys.device import kept as everything
from tests.journeys.steps import SHARED, fill_wallet, kept, sign_in
from tests.making import make_goal
from tests.supporting import support_tokens

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def owner(house, goal, alice):
    """Alice's phone, with her token for support."""
    with house.app.app_context():
        fill_wallet(alice, support_tokens(1), "support")
    return alice


def answers(house):
    """What waits of answers, as the release opens it."""
    with house.app.app_context():
        opened = release._unmoved().acts  # noqa: SLF001
        assert db.session.scalars(select(PollView)).all() == []
        return sorted((row.item.object.partition("/")[0], row.item.value) for row in opened)


def sent(page):
    """The addresses that the page asks for, each with its headers and what is sent there."""
    found = []
    page.on("request", lambda one: found.append((one.url, one.headers, one.post_data or "")))
    return found


def test_the_page_of_a_goal_leads_out_of_the_signed_in_zone_to_its_question(house, goal, owner):
    sign_in(owner, "alice", SHARED)
    before = kept(owner)
    owner.goto(f"/in/krs/{goal}")
    asked = sent(owner)
    owner.get_by_role("link", name="從 0 到 10 回答，不留名字").click()
    expect(owner.get_by_role("group", name="到期的時候，這個目標會達成嗎？")).to_be_visible()
    assert owner.evaluate("location.hash") == ""
    assert (overflow(owner), violations(owner)) == (0, [])
    # Which goal it is, the server learns with the answer alone.
    assert not any(goal in url + body for url, _headers, body in asked)
    owner.get_by_role("button", name="不留名字，送出回答").click()
    expect(owner.get_by_role("alert").filter(has_text="請選一個 0 到 10 的數字。")).to_be_visible()
    owner.keyboard.press("ArrowRight")
    owner.keyboard.press("ArrowRight")
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("heading", name="收到了，這一週過完才會算進去。")).to_be_focused()
    assert (overflow(owner), violations(owner)) == (0, [])
    outside = [headers for url, headers, _body in asked if "/say" in url]
    assert {(one.get("cookie"), one.get("referer") or None) for one in outside} == {(None, None)}
    assert answers(house) == [(goal, "2")]
    assert kept(owner) == before
    assert goal not in json.dumps(everything(owner), ensure_ascii=False)


def test_several_goals_of_ones_own_choice_one_after_another(house, goal, owner):
    with house.app.app_context():
        other, third = make_goal("charlie", "出貨當天到").id, make_goal("bob", "退貨少一半").id
    owner.goto("/say/weekly")
    start = owner.get_by_role("button", name="就問我這幾個")
    start.click()
    expect(owner.get_by_text("至少選一個目標。")).to_be_visible()
    assert (overflow(owner), violations(owner)) == (0, [])
    for words in ("出貨當天到", "退貨少一半", "客人訂的貨"):
        owner.locator("label.choice", has_text=words).click()
    start.click()
    said = {}
    for number in range(3):
        title = owner.locator('[data-part="title"]')
        expect(title).to_be_focused()
        said[title.inner_text()] = number
        if number == 1:
            owner.get_by_role("button", name="我不清楚，跳過").click()
            continue
        owner.locator(f'label[for="value-{number + 7}"]').click()
        owner.get_by_role("button", name="不留名字，送出回答").click()
    expect(owner.get_by_role("heading", name="收到了，這一週過完才會算進去。")).to_be_visible()
    assert len(said) == 3
    found = answers(house)
    assert [value for _goal, value in sorted(found, key=lambda one: one[1])] == ["7", "9"]
    assert {one for one, _value in found} < {goal, other, third}


def test_a_page_that_is_loaded_again_has_forgotten_the_goal(goal, owner):
    owner.goto(f"/say/weekly#{goal}")
    expect(owner.locator('[data-part="title"]')).to_be_visible()
    owner.reload()
    expect(owner.get_by_role("button", name="就問我這幾個")).to_be_visible()
    expect(owner.locator('[data-part="title"]')).to_be_hidden()


def test_without_a_network_the_answer_stays_in_the_form(house, goal, owner, watch):
    watch.expect("net::ERR_FAILED")
    owner.route("**/say/polls*", lambda route: route.abort())
    owner.goto(f"/say/weekly#{goal}")
    owner.locator('label[for="value-4"]').click()
    owner.get_by_role("button", name="不留名字，送出回答").click()
    expect(owner.get_by_text("網路沒有回應。過一分鐘再試。")).to_be_visible()
    expect(owner.locator("#value-4")).to_be_checked()
    assert answers(house) == []


@pytest.mark.parametrize("address", ["/say/weekly", "/say/weekly?kiosk=1"])
def test_a_device_without_a_token_is_told_how_one_comes(window, goal, address):
    page = window()
    page.goto(f"{address}#{goal}")
    expect(page.get_by_role("heading", name="這台裝置上還沒有可用的券。")).to_be_visible()
    assert (overflow(page), violations(page)) == (0, [])
