"""Somebody scans the poster on the wall with a phone of their own, speaks, and leaves no trace."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.anonymity.encoding import b64u
from portal.core.db import db
from portal.core.directory import directory
from portal.people.organisation import Organisation
from portal.voice import posters
from portal.voice.models import Post
from tests.browser.axe import overflow, violations
from tests.journeys.steps import come_back, kept, release, send, slip_of

pytestmark = [pytest.mark.browser, pytest.mark.long]

BODY = "新人沒人帶，做錯了才有人說。"
POSTS = "**/say/posts*"
WORDS = {
    "zh-Hant": ("發生了什麼？", "說一句", "投進去", "你是掃海報來的", "先不送"),
    "en": ("What happens?", "A comment", "Drop it in", "You came by a poster", "Do not send"),
}


@pytest.fixture
def key(house, goal, monkeypatch):
    """The key on the poster of a site with people enough."""
    monkeypatch.setattr(Organisation, "crowd_at", lambda *_words: 40)
    with house.app.app_context():
        return b64u(posters.key_of(next(iter(directory().sites()))))


def write(page, lang="zh-Hant"):
    """Fill in what the poster opened, up to the button."""
    what, comment, _send, welcome, _stop = WORDS[lang]
    expect(page.get_by_text(welcome)).to_be_visible()
    page.locator("label.choice", has_text=comment).click()
    page.get_by_label(what).fill(BODY)


def left_behind(page):
    """What this device keeps, apart from the empty shelves."""
    return [kept(page, store) for store in ("tokens", "flight", "notes")]


def said(house):
    """What a release moved: whether by poster, and about what."""
    assert release(house).moved == 1
    with house.app.app_context():
        return db.session.execute(select(Post.by_poster, Post.target)).one()


def test_a_poster_lets_whoever_scans_it_speak_and_come_back(house, goal, key, window):
    page = window()
    page.goto(f"/say/kr/{goal}?lang=zh-Hant#{key}")
    write(page)
    assert key not in page.url
    assert (overflow(page), violations(page)) == (0, [])
    send(page)
    letters = slip_of(page).letters
    assert (page.context.cookies(), left_behind(page)) == ([], [0, 0, 0])
    assert said(house) == (True, goal)
    come_back(page, letters)
    expect(page.locator('[data-part="body"]')).to_have_text(BODY)


def test_the_other_language_has_the_key_too_and_back_shows_nothing(house, goal, key, window):
    page = window()
    page.goto(f"/say/?lang=zh-Hant#{key}")
    expect(page.get_by_text("你是掃海報來的")).to_be_visible()
    page.get_by_role("link", name="English").click()
    write(page, "en")
    assert key not in page.url
    page.locator("label.choice", has_text="I do not know which").click()
    page.get_by_role("button", name="Drop it in").click()
    expect(page.get_by_role("heading", name="Received.")).to_be_visible()
    assert said(house) == (True, "unsure")
    page.go_back()
    expect(page.get_by_text("這支裝置還沒有投遞券")).to_be_visible()


def test_the_work_can_be_stopped_and_the_text_stays(house, goal, key, window):
    page = window()
    hard = {"v": 1, "pow_bits": 60, "keys": []}
    page.route("**/say/keys.json", lambda route: route.fulfill(json=hard))
    page.goto(f"/say/kr/{goal}?lang=zh-Hant#{key}")
    write(page)
    send(page)
    expect(page.get_by_role("progressbar", name="算到哪裡了")).to_be_visible()
    assert (overflow(page), violations(page)) == (0, [])
    page.get_by_role("button", name="先不送").click()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    expect(page.get_by_role("button", name="投進去")).to_be_enabled()
    expect(page.get_by_label("發生了什麼？")).to_have_value(BODY)


def test_a_used_wall_asks_for_more_work_and_gets_it(house, goal, key, window, watch):
    watch.expect("status of 429")
    page = window()
    easy = {"v": 1, "pow_bits": posters.BITS - 4, "keys": []}
    page.route("**/say/keys.json", lambda route: route.fulfill(json=easy))
    more = {"v": 1, "error": "work", "message": "-"}
    page.route(POSTS, lambda route: route.fulfill(status=429, json=more), times=1)
    page.goto(f"/say/kr/{goal}?lang=zh-Hant#{key}")
    write(page)
    send(page)
    slip_of(page)
    assert said(house) == (True, goal)


def test_without_an_answer_the_page_alone_has_the_text_and_it_arrives_once(
    house, goal, key, window, watch
):
    watch.expect("net::ERR")
    page = window()

    def lost(route):
        route.fetch()
        route.abort()

    page.route(POSTS, lost, times=1)
    page.goto(f"/say/kr/{goal}?lang=zh-Hant#{key}")
    write(page)
    send(page)
    expect(page.get_by_text("你寫的只在這一頁上")).to_be_visible()
    assert left_behind(page) == [0, 0, 0]
    page.get_by_role("button", name="現在再送一次").click()
    slip_of(page)
    assert said(house) == (True, goal)
