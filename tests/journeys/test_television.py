"""The board on a television turns its pages, until somebody stops it to read on."""

import pytest
from playwright.sync_api import expect

from portal.front import board_views
from tests.journeys.steps import SHARED, sign_in

pytestmark = pytest.mark.browser


def test_a_page_of_the_television_stays_when_somebody_says_so(house, window, monkeypatch):
    monkeypatch.setattr(board_views, "SECONDS", 1)
    page = window()
    sign_in(page, "charlie", SHARED)
    page.goto("/in/board?tv=1")
    with page.expect_navigation(url="**/in/board?tv=1&page=1"):
        pass
    page.get_by_role("button", name="停在這一頁").click()
    page.evaluate("window.stays = true")
    expect(page.get_by_role("link", name="下一頁")).to_be_focused()
    page.wait_for_timeout(1500)
    assert page.evaluate("window.stays")
