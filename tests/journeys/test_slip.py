"""Somebody without an account draws a slip, scans it, speaks, and comes back by the receipt."""

import pytest
from playwright.sync_api import expect

from portal.anonymity.codes import spell
from portal.core.directory import directory
from portal.people.organisation import Organisation
from portal.voice import codes
from tests.browser.axe import overflow, violations
from tests.journeys.steps import come_back, release, send

pytestmark = pytest.mark.browser

BODY = "上膠機又停了，等料。"


@pytest.fixture
def slip(house, goal, monkeypatch):
    """The code on a slip of a site with people enough."""
    monkeypatch.setattr(Organisation, "crowd_at", lambda *_words: 40)
    with house.app.app_context():
        return spell(codes.make(next(iter(directory().sites())), 1)[0])


def fill(page, slip, *, scripted):
    """The code comes by itself where the picture was scanned, and else it is typed, carelessly."""
    code = page.get_by_label("紙條上的那串碼")
    if scripted:
        expect(code).to_have_value(slip)
        assert "#" not in page.url
        page.locator("label.choice", has_text="說一句").click()
        expect(page.get_by_text("卡在哪裡？")).to_be_hidden()
        page.locator("label.choice", has_text="卡住了").click()
        assert (overflow(page), violations(page)) == (0, [])
    else:
        code.fill(slip.lower().replace("-", " "))
    page.get_by_label("發生了什麼？").fill(BODY)


def forget_something(page):
    """What is missing is said, and what was typed stays."""
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("請")
    expect(page.get_by_label("發生了什麼？")).to_have_value(BODY)


@pytest.mark.parametrize("scripted", [True, False])
def test_a_slip_lets_one_thing_be_said(house, slip, window, watch, scripted):
    watch.expect("status of 422")
    page = window(java_script_enabled=scripted)
    page.goto(f"/say/c?lang=zh-Hant#{slip}")
    fill(page, slip, scripted=scripted)
    forget_something(page)
    page.locator("label.chip", has_text="材料").click()
    page.locator("label.choice", has_text="完全停住").click()
    send(page)
    expect(page.get_by_role("heading", name="收到了。")).to_be_visible()
    if scripted:
        assert (overflow(page), violations(page)) == (0, [])
    assert page.context.cookies() == []
    letters = page.locator(".digits").inner_text()
    assert release(house).moved == 1
    come_back(page, letters)
    expect(page.locator('[data-part="body"]')).to_have_text(BODY)
