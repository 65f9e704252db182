"""Monday on a screen turns its pages and renews itself, until somebody stops it."""

import pytest
from playwright.sync_api import Page, expect

from portal.core.directory import directory
from portal.front import monday_views
from tests.journeys.steps import SHARED, sign_in
from tests.making import make_goal

pytestmark = [pytest.mark.browser, pytest.mark.long]
SCREEN = {"width": 1920, "height": 1080}


@pytest.fixture
def screen(house, window, monkeypatch):
    """Opens Monday for Charlie, on a screen whose pages stand so many seconds."""

    def opened(seconds: int, query: str = "", **words: str) -> Page:
        monkeypatch.setattr(monday_views, "SECONDS", seconds)
        page = window(viewport=SCREEN, **words)
        sign_in(page, "charlie", SHARED)
        page.goto(f"/in/monday{query}")
        page.evaluate("window.stays = true")
        return page

    return opened


def at(page: Page, number: int) -> None:
    expect(page.get_by_role("status")).to_have_text(f"第 {number} 頁，共 6 頁")
    expect(page.locator(".slide:visible")).to_have_count(1)


def test_pages_turn_and_after_the_last_one_they_are_new(house, screen):
    page = screen(2, "?page=5")
    expect(page.locator(".slide").first).to_contain_text("沒有落後的關鍵結果")
    with house.app.app_context():
        make_goal("bob", "週一才有的目標")
    at(page, 6)
    at(page, 1)
    # Nothing was loaded anew, and yet what is new is there.
    expect(page.locator(".slide").first).to_contain_text("週一才有的目標")
    assert page.evaluate("window.stays")


def test_those_of_a_department_are_new_and_still_its_own(house, screen):
    with house.app.app_context():
        team = directory().team("門市營運")
    page = screen(3, f"?team={team}&page=5")
    expect(page.get_by_label("部門")).to_have_value(team)
    with house.app.app_context():
        make_goal("bob", "生產部的目標")
        make_goal("charlie", "門市週一才有的目標", "門市營運")
    expect(page.locator(".slide").first).to_contain_text("門市週一才有的目標")
    expect(page.locator("[data-part=slides]")).not_to_contain_text("生產部的目標")
    assert page.evaluate("window.stays")
    page.get_by_label("部門").select_option("整個組織")
    page.get_by_role("button", name="顯示").click()
    expect(page.locator("[data-part=slides]")).to_contain_text("生產部的目標")


def test_arrows_turn_and_a_space_stops_and_goes_on(screen):
    page = screen(3600)
    for key, number in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        at(page, number)
    stop = page.get_by_role("button", name="停在這一頁")
    expect(stop).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Space")
    expect(stop).to_have_attribute("aria-pressed", "true")
    page.reload()
    at(page, 2)


def test_a_page_stays_when_somebody_says_so(screen):
    page = screen(1)
    page.get_by_role("button", name="停在這一頁").click()
    shown = page.get_by_role("status").inner_text()
    page.wait_for_timeout(1500)
    assert page.get_by_role("status").inner_text() == shown


def test_for_who_wants_nothing_to_move_no_page_turns_by_itself(screen):
    page = screen(1, reduced_motion="reduce")
    page.wait_for_timeout(1500)
    at(page, 1)
    page.get_by_role("link", name="下一頁").click()
    at(page, 2)


def test_all_of_it_is_printed(screen):
    page = screen(3600)
    page.emulate_media(media="print")
    expect(page.locator(".slide:visible")).to_have_count(6)
    expect(page.get_by_role("navigation", name="頁次")).to_be_hidden()
