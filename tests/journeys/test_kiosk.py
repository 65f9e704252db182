"""A device that many people use: it signs nobody in, keeps nothing, and is wiped each time."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import overflow, violations
from tests.journeys.steps import release, send
from tests.journeys.test_poster import key
from tests.journeys.test_slip import BODY, slip

__all__ = ["key", "slip"]

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOME = "/say/?kiosk=1"
KEPT = """async () => ({
  stores: (await indexedDB.databases()).length, local: localStorage.length,
  session: sessionStorage.length, cookies: document.cookie.length })"""
NOTHING = {"stores": 0, "local": 0, "session": 0, "cookies": 0}


@pytest.fixture
def kiosk(window):
    """Its screen, when somebody has just come."""
    page = window(viewport={"width": 820, "height": 1100})
    page.clock.install()
    page.goto(HOME)
    expect(page.get_by_role("heading", name="在這裡說，不用名字。")).to_be_visible()
    return page


def write(page, slip):
    page.get_by_role("link", name="我有一張印了碼的紙條").click()
    page.get_by_label("紙條上的那串碼").fill(slip)
    page.get_by_label("發生了什麼？").fill(BODY)
    page.locator("label.chip", has_text="材料").click()
    page.locator("label.choice", has_text="完全停住").click()


def is_home(page):
    page.wait_for_url(f"**{HOME}")
    expect(page.get_by_role("heading", name="在這裡說，不用名字。")).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING


def test_it_offers_no_way_to_sign_in(house, goal, kiosk):
    assert "/in/" not in kiosk.content()
    assert (overflow(kiosk), violations(kiosk)) == (0, [])


def test_an_untouched_screen_asks_nobody(house, goal, kiosk):
    kiosk.clock.fast_forward("10:00")
    expect(kiosk.get_by_role("dialog")).to_be_hidden()


def test_what_was_left_standing_is_wiped_and_back_shows_nothing(house, slip, kiosk):
    write(kiosk, slip)
    kiosk.clock.fast_forward(59_000)
    expect(kiosk.get_by_role("dialog")).to_be_hidden()
    kiosk.clock.fast_forward(2_000)
    dialog = kiosk.get_by_role("dialog", name="你還在嗎？")
    expect(dialog).to_contain_text("秒")
    assert (overflow(kiosk), violations(kiosk)) == (0, [])
    dialog.get_by_role("button", name="我還在").click()
    expect(dialog).to_be_hidden()
    expect(kiosk.get_by_label("發生了什麼？")).to_have_value(BODY)
    kiosk.clock.fast_forward(61_000)
    expect(dialog).to_be_visible()
    kiosk.clock.run_for(20_000)
    is_home(kiosk)
    for _time in range(2):
        kiosk.go_back()
        assert BODY not in kiosk.content()
        for field in kiosk.locator("textarea, input[type=text], input:not([type])").all():
            assert field.input_value() == ""


def all_text(page):
    """All that stands on a page, hidden or not, as one word."""
    return "".join(page.evaluate("document.documentElement.textContent").split())


def test_whoever_is_done_wipes_the_receipt(house, slip, kiosk):
    write(kiosk, slip)
    send(kiosk)
    expect(kiosk.get_by_role("heading", name="收到了。")).to_be_visible()
    letters = "".join(kiosk.locator(".digits").inner_text().split())
    assert letters in all_text(kiosk)
    kiosk.get_by_role("link", name="我說完了，清掉畫面").click()
    is_home(kiosk)
    for _time in range(2):
        kiosk.go_back()
        assert letters not in all_text(kiosk)
    assert release(house).moved == 1


def test_a_poster_beside_it_lets_in_whoever_comes_next(house, goal, key, window):
    page = window()
    page.clock.install()
    page.goto(f"{HOME}#{key}")
    for _person in range(2):
        page.locator("label.choice", has_text="不知道是哪個").click()
        what = page.get_by_label("發生了什麼？")
        expect(what).to_have_value("")
        what.fill(BODY)
        assert key not in page.url
        page.clock.fast_forward(61_000)
        expect(page.get_by_role("dialog", name="你還在嗎？")).to_be_visible()
        page.clock.run_for(20_000)
        expect(page.get_by_role("dialog")).to_be_hidden()
    page.go_back()
    assert BODY not in page.content()
