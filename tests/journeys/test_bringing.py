"""Bob brings a retrospective along, by its pages alone: looks at it, changes a column, takes it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import overflow, violations
from tests.journeys.steps import SHARED, sign_in
from tests.retro import foreign

pytestmark = pytest.mark.browser
NARROW = {"width": 390, "height": 800}


def sound(page):
    """Nothing that axe finds, nothing that scrolls sideways, on a phone too."""
    assert violations(page) == []
    page.set_viewport_size(NARROW)
    assert overflow(page) == 0


def test_a_retrospective_is_brought_along_and_taken_back(house, goal, window, tmp_path):
    file = tmp_path / "retro.csv"
    file.write_bytes(foreign.table(foreign.OURS, "cp950"))
    page = window()
    sign_in(page, "bob", SHARED)
    page.goto("/in/retros")
    page.get_by_role("link", name="匯入一場").click()
    page.get_by_label("CSV 檔").set_input_files(file)
    page.get_by_role("button", name="先讓我看看內容").click()
    expect(page.get_by_text("3 張卡片")).to_be_visible()
    sound(page)
    page.get_by_label("票數", exact=True).select_option("略過")
    page.get_by_role("button", name="照這樣再看一次").click()
    expect(page.get_by_label("票數", exact=True)).to_have_value("")
    page.get_by_label("叫什麼名字？").fill("從前的複盤")
    page.get_by_label("客人訂的貨，準時送到").check()
    page.get_by_role("button", name="全部匯入").click()
    expect(page.get_by_role("heading", name="從前的複盤")).to_be_visible()
    expect(page.get_by_text("料太硬")).to_be_visible()
    expect(page.get_by_text(re.compile("票，別的工具計的"))).to_have_count(0)
    sound(page)
    page.get_by_text("撤回這次匯入").click()
    page.get_by_role("button", name="整場撤回").click()
    expect(page.get_by_text("從前的複盤")).to_have_count(0)
