"""From the weekly mail to a saved figure with the keyboard alone, and as a screen reader has it."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.core import outbox
from portal.core.db import db, transaction
from portal.core.outbox import Kind, Message
from portal.notify import letters
from portal.okr import readings
from portal.people.models import Account
from tests.browser.house import House
from tests.journeys.steps import SHARED, sign_in
from tests.making import make_goal

pytestmark = pytest.mark.browser
DESKTOP = {"width": 1280, "height": 900}
SECONDS = 10
SURE = "你有多少把握做得到？"
PAGE = """
- main:
  - heading "客人訂的貨，準時送到" [level=1]
  - button "沒變，還是 86%"
  - spinbutton "現在到哪裡？": "86"
  - slider "你有多少把握做得到？": "5"
  - textbox "一句說明 可以不填"
  - button "儲存"
"""
ALIGNING = """
- main:
  - heading "移動「沖壓課」" [level=1]
  - search:
    - searchbox "找目標"
    - button "找"
  - group "要掛在哪個目標底下？":
    - radio "不放在任何目標底下"
    - radio "讓師傅一拿到就想再買 生產部，黃志豪"
  - button "移過去"
"""


@pytest.fixture
def goals(house: House) -> list[str]:
    """Two key results of Bob's, neither updated this week."""
    with house.app.app_context():
        return [make_goal("bob").id, make_goal("bob", "樣品當天寄出").id]


@pytest.fixture
def mailed(house: House, goals) -> str:
    """The mail that Bob gets about them."""
    with house.app.app_context():
        with transaction():
            outbox.put(Kind.DIGEST, house.ids["bob"], "digest", {"check_in": goals})
        message = db.session.query(Message).one()
        account = db.session.get_one(Account, house.ids["bob"])
        return letters.looked_at(message, account).text


@pytest.fixture
def bob(window) -> Page:
    page = window(viewport=DESKTOP)
    sign_in(page, "bob", SHARED)
    return page


class Hands:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1


def readings_of(house: House, goal: str) -> list[tuple[float, int, str]]:
    with house.app.app_context():
        return [(float(one.value), one.confidence, one.note) for one in readings.latest(goal)]


def test_from_the_mail_to_all_saved_in_ten_seconds_by_keys_alone(house, goals, mailed, bob):
    link = re.search(rf"http\S+/krs/{goals[0]}/check-ins\S*", mailed)[0]
    hands, begun = Hands(bob), time.monotonic()
    bob.goto(link)
    expect(bob.get_by_label("現在到哪裡？")).to_be_focused()
    # The figure is marked: two digits write over it, and Enter saves.
    hands.press("8", "8", "Enter")
    expect(bob.get_by_role("heading", level=1)).to_have_text("樣品當天寄出")
    expect(bob.get_by_role("status")).to_contain_text("這週還有 1 個要更新")
    # No change is one button before the figure.
    hands.press("Shift+Tab", "Enter")
    bob.wait_for_url("**/in/?saved=round")
    expect(bob.get_by_role("status")).to_contain_text("這週都更新過了")
    assert time.monotonic() - begun < SECONDS
    assert hands.strokes == 5
    assert readings_of(house, goals[0]) == [(88, 5, "")]
    assert readings_of(house, goals[1]) == [(86, 5, "")]


def test_on_a_phone_no_change_is_one_tap_and_nothing_jumps(house, goals, mailed, window):
    page = window(has_touch=True, is_mobile=True)
    sign_in(page, "bob", SHARED)
    page.goto(f"/in/krs/{goals[0]}/check-ins?round=1")
    field = page.get_by_label("現在到哪裡？")
    expect(field).to_have_attribute("inputmode", "decimal")
    assert page.evaluate("window.scrollY") == 0
    same = page.get_by_role("button", name="沒變，還是 86%")
    expect(same).to_be_in_viewport()
    same.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("樣品當天寄出")


def test_a_screen_reader_hears_what_to_say_and_what_was_wrong(house, goals, bob, watch):
    watch.expect("status of 422")
    bob.goto(f"/in/krs/{goals[0]}/check-ins")
    expect(bob.locator("body")).to_match_aria_snapshot(PAGE)
    field = bob.get_by_role("spinbutton", name="現在到哪裡？")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("上次：86%。目標：95%。")
    bob.keyboard.press("Delete")
    bob.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("寫數字，像 86 或 2.1。")
    bob.keyboard.press("Control+a")
    bob.keyboard.type("91")
    bob.keyboard.press("Tab")
    expect(bob.get_by_role("slider", name=SURE)).to_be_focused()
    for _ in range(3):
        bob.keyboard.press("ArrowRight")
    bob.keyboard.press("Tab")
    expect(bob.get_by_role("textbox", name=re.compile("一句說明"))).to_be_focused()
    bob.keyboard.type("換了夾具")
    bob.keyboard.press("Tab")
    expect(bob.get_by_role("button", name="儲存")).to_be_focused()
    bob.keyboard.press("Enter")
    bob.wait_for_url(f"**/in/krs/{goals[0]}")
    assert readings_of(house, goals[0]) == [(91, 8, "換了夾具")]


def test_an_objective_is_aligned_by_keys_alone_as_a_screen_reader_has_it(house, goals, bob):
    with house.app.app_context():
        objective = make_goal("bob", "模具不等人", "沖壓課").objective_id
    bob.goto(f"/in/objectives/{objective}/move")
    expect(bob.locator("body")).to_match_aria_snapshot(ALIGNING)
    first = bob.get_by_role("radio").first
    tab_to(bob, first)
    bob.keyboard.press("ArrowDown")
    expect(bob.get_by_role("radio", name=re.compile("讓師傅一拿到"))).to_be_checked()
    bob.keyboard.press("Enter")
    bob.wait_for_url(f"**/in/objectives/{objective}?saved=*")
    expect(bob.get_by_role("main")).to_contain_text("讓師傅一拿到就想再買")


def tab_to(page: Page, wanted: Locator) -> None:
    """Go there by the tab key alone."""
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the tab key never gets there")
