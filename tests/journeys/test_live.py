"""A session that others lead moves on a page that nobody touches."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.core.db import db, transaction
from portal.retro import opening, phases
from portal.retro.models import Session
from tests.browser.conftest import Window
from tests.browser.house import House
from tests.journeys.serving import house, look, place
from tests.journeys.steps import SHARED, sign_in
from tests.making import make_goal

__all__ = ["house", "place"]
pytestmark = pytest.mark.browser


@pytest.fixture
def retro(house: House) -> str:
    with house.app.app_context():
        goal = make_goal("bob")
        with transaction():
            return opening.open_session(
                house.actor("bob"), "準時送到", [goal.id], {"group": 8, "discuss": 25}
            ).id


def go(house: House, retro: str, phase: str) -> None:
    with house.app.app_context(), transaction():
        phases.move_to(house.actor("bob"), db.session.get_one(Session, retro), phase)


def is_at(page: Page, step: str) -> None:
    expect(page.locator(".rail [aria-current]")).to_contain_text(step)


def test_where_one_window_goes_the_other_sees_it_without_loading_anything(window, retro):
    leads, follows = look(window, "bob", retro), look(window, "alice", retro)
    asked = []
    follows.on("request", lambda one: asked.append(one.resource_type))
    leads.get_by_role("button", name="下一步").click()
    is_at(follows, "分組")
    expect(follows.get_by_role("heading", name="大家說的，照內容分")).to_be_visible()
    expect(follows.get_by_role("status")).to_contain_text("已進行到：分組。")
    expect(follows.get_by_role("link", name="看這一步")).to_be_hidden()
    assert follows.evaluate("window.stays")
    # By the stream, that is: nothing was asked for.
    assert "fetch" not in asked
    leads.get_by_role("button", name="回到：").click()
    is_at(follows, "上次的行動")
    expect(follows.get_by_role("heading", name="上次的行動")).to_be_visible()


def left(page: Page) -> int:
    shown = page.get_by_role("timer").inner_text()
    minutes, seconds = shown.split(":")
    return int(minutes) * 60 + int(seconds)


@pytest.mark.long
def test_the_clock_goes_on_from_its_new_end_on_every_page(window, house, retro):
    follows = look(window, "alice", retro)
    expect(follows.get_by_role("timer")).to_have_count(0)
    go(house, retro, "group")
    expect(follows.get_by_role("timer")).to_have_text(re.compile(r"^7:5\d$"))
    with house.app.app_context(), transaction():
        phases.extend(house.actor("bob"), db.session.get_one(Session, retro), 5)
    expect(follows.get_by_role("timer")).to_have_text(re.compile(r"^12:[345]\d$"))
    before = left(follows)
    follows.wait_for_timeout(2500)
    assert before - 4 <= left(follows) < before


@pytest.mark.long
def test_who_leads_in_two_windows_gets_the_own_page_in_both(window, house, retro):
    one, other = look(window, "bob", retro), look(window, "bob", retro)
    one.get_by_role("button", name="下一步").click()
    is_at(other, "分組")
    expect(other.get_by_role("button", name="下一步：討論")).to_be_visible()
    expect(other.get_by_label("加 3 分鐘")).to_be_visible()
    assert other.evaluate("window.stays")
    other.get_by_role("button", name="下一步：討論").click()
    is_at(one, "討論")


@pytest.mark.long
def test_a_page_with_a_fault_keeps_its_words_and_says_where_the_others_are(
    window, watch, house, retro
):
    watch.expect("422")
    go(house, retro, "actions")
    page = look(window, "bob", retro)
    page.get_by_label("要做什麼？").fill("換夾具")
    page.locator("form[action$=actions]").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="就這樣定").click()
    expect(page.get_by_label("要做什麼？")).to_have_value("換夾具")
    go(house, retro, "review")
    said = page.get_by_role("status").filter(has_text="已進行到：上次的行動。")
    expect(said.get_by_role("link", name="看這一步")).to_be_visible()
    expect(page.get_by_label("要做什麼？")).to_have_value("換夾具")
    said.get_by_role("link", name="看這一步").click()
    expect(page.get_by_role("heading", name="上次的行動")).to_be_visible()


@pytest.mark.long
def test_a_part_that_was_not_sent_along_is_asked_for_a_little_later(window, house, retro):
    page = without_streams(window, retro)
    go(house, retro, "group")
    tell(page, {"v": 1, "phase": "group", "since": {"mid": 1}, "parts": {}})
    expect(page.get_by_role("heading", name="上次的行動")).to_be_visible()
    page.clock.run_for(5_000)
    expect(page.get_by_role("heading", name="大家說的，照內容分")).to_be_visible()


@pytest.mark.long
def test_after_the_portal_was_away_the_page_catches_up_by_itself(window, watch, place, retro):
    house, program = place
    watch.expect("ERR_CONNECTION_REFUSED")
    page = look(window, "alice", retro)
    go(house, retro, "group")
    is_at(page, "分組")
    lost = page.get_by_text("連線暫時中斷")
    program.stop()
    expect(lost).to_be_visible()
    go(house, retro, "discuss")
    program.start()
    is_at(page, "討論")
    expect(lost).to_be_hidden()
    assert page.evaluate("window.stays")


def without_streams(window: Window, retro: str) -> Page:
    """A page whose stream is open and says nothing but what the test lets it say."""
    page = window()
    sign_in(page, "alice", SHARED)
    page.clock.install()
    page.add_init_script(SILENT)
    page.goto(f"/in/retros/{retro}")
    is_at(page, "上次的行動")
    return page


@pytest.mark.long
def test_where_streams_are_held_back_the_page_asks(window, house, retro):
    page = without_streams(window, retro)
    page.clock.run_for(11_000)
    go(house, retro, "group")
    page.clock.run_for(5_000)
    is_at(page, "分組")
    go(house, retro, "review")
    page.clock.run_for(5_000)
    is_at(page, "上次的行動")
    expect(page.get_by_text("連線暫時中斷")).to_be_hidden()


@pytest.mark.long
def test_what_somebody_types_or_has_opened_outlasts_a_part_that_comes_anew(window, retro):
    page = without_streams(window, retro)
    come(page, 1, "")
    page.get_by_label("先寫").fill("打到一半")
    page.get_by_text("更多").click()
    page.get_by_label("後寫").focus()
    come(page, 2, "新的話")
    # Nobody's letters are taken away while they are being typed.
    expect(page.get_by_label("後寫")).to_be_focused()
    expect(page.get_by_text("新的話")).to_have_count(0)
    page.get_by_role("button", name="送").focus()
    expect(page.get_by_text("新的話")).to_be_visible()
    expect(page.get_by_label("先寫")).to_have_value("打到一半")
    assert page.locator("[data-live=rail] details").evaluate("one => one.open")
    come(page, 3, "更新的話")
    expect(page.get_by_text("更新的話")).to_be_visible()
    expect(page.get_by_role("button", name="送")).to_be_focused()
    # There is no place for what was typed: it stays until somebody sends it.
    say(page, 4, '<p data-live="rail">別的</p>')
    expect(page.get_by_label("先寫")).to_have_value("打到一半")


SILENT = """window.EventSource = class {
  static CLOSED = 2;
  constructor() { this.readyState = 1; window.stream = this; }
  close() {}
};"""
PART = """<div data-live="rail">
<form action="/x">
<label>先寫 <input name="one"></label>
<label>後寫 <input name="two"></label>
<button type="button" name="b" value="1">送</button>
</form>
<details><summary>更多</summary><p>NEWS</p></details>
</div>"""


def come(page: Page, version: int, news: str) -> None:
    say(page, version, PART.replace("NEWS", news))


def say(page: Page, version: int, html: str) -> None:
    v = 1000 + version
    tell(page, {"v": v, "phase": "review", "since": {"rail": v}, "parts": {"rail": html}})


def tell(page: Page, told: dict[str, object]) -> None:
    page.evaluate("told => window.stream.onmessage({ data: JSON.stringify(told) })", told)
