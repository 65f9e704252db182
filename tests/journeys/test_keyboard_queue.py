"""Sixty posts are judged with the keyboard alone, and no key does anything while somebody types."""

from collections import Counter

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.core.db import db
from portal.moderation.models import Pending
from portal.voice.keys import open_key
from portal.voice.models import Post
from portal.voice.rendering import open_body
from tests.browser.house import House, gather
from tests.journeys.steps import SHARED, release, settle, sign_in
from tests.making import make_item
from tests.voice.conftest import put

pytestmark = [pytest.mark.browser, pytest.mark.slow]
POSTS = 60
DESKTOP = {"width": 1280, "height": 900}
NEXT = "before => document.getElementById('queue').dataset.post !== before"

# The first two letters of the text.
SELECT = """() => {
  const body = document.querySelector("[data-body]").firstChild;
  document.getSelection().setBaseAndExtent(body, 0, body, 2);
}"""


@pytest.fixture
def mona(house: House, goal: str, window) -> Page:
    """Mona's desk, with sixty comments on it."""
    plain = {"kind": "comment", "cause": None, "severity": None}
    with house.app.app_context():
        for number in range(POSTS):
            body = f"阿坤說第 {number} 台機器又停了。排程也改了。"
            put(open_key().kid, make_item(goal, body=body, **plain))
    gather(house, "alice")
    assert release(house).moved == POSTS
    page = window(viewport=DESKTOP)
    sign_in(page, "mona", SHARED)
    page.goto("/in/moderation")
    expect(page).to_have_title(f"({POSTS}) 審核")
    return page


def opened(page: Page) -> str:
    return page.evaluate("document.getElementById('queue').dataset.post || ''")


def press(page: Page, *keys: str) -> None:
    """Press keys, the last of which turns the page."""
    before = opened(page)
    for key in keys[:-1]:
        page.keyboard.press(key)
    page.keyboard.press(keys[-1])
    page.wait_for_function(NEXT, arg=before)


def type_into(page: Page, key: str, words: str) -> None:
    """Open what a key opens, type, and send it from its button."""
    before = opened(page)
    page.keyboard.press(key)
    page.keyboard.type(words)
    panel = page.locator("[data-panel][open]")
    expect(panel.locator(":focus")).to_have_value(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function(NEXT, arg=before)


def look_around(page: Page) -> None:
    """The help opens and closes, and nothing is decided meanwhile; there and back again."""
    first = opened(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    for way in (("j",), ("k",), ("a",), ("z",)):
        press(page, *way)
    assert opened(page) == first


def cut(page: Page) -> None:
    """Cut after the first sentence."""
    before = opened(page)
    page.keyboard.press("s")
    for key in ("Space", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_function(NEXT, arg=before)


@pytest.mark.long
def test_sixty_posts_are_judged_by_keys_alone(house, mona):
    look_around(mona)
    with house.app.app_context():
        assert db.session.scalars(select(Pending)).all() == []
    type_into(mona, "m", "阿坤")
    mona.evaluate(SELECT)
    press(mona, "m", "Enter")
    for number in range(POSTS - 4):
        press(mona, *(("r", str(number % 8 + 1)) if number % 5 == 0 else "a"))
    # Last, for they come back: after ten seconds there are new ones to judge.
    type_into(mona, "e", "arm")
    cut(mona)
    expect(mona.get_by_text("現在沒有話等你審核。")).to_be_visible()
    settle(house)
    with house.app.app_context():
        posts = db.session.scalars(select(Post)).all()
        found = Counter(post.state for post in posts)
        shown = [open_body(post)[:6] for post in posts if post.state == "masked"]
    assert shown == ["███(2)", "███(2)"]
    # What was passed on waits for another look, and so do the two parts of what was cut.
    assert found == {"published": 44, "rejected": 12, "masked": 2, "split": 1, "waiting": 3}
    mona.keyboard.press("t")
    expect(mona.locator("#queue")).to_have_attribute("data-tab", "reported")
