"""Goals from a file, by keyboard alone: shown, mended, taken in and taken back, at every sight."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import new_context
from tests.browser.house import House
from tests.browser.sights import DESK, PHONE, enter, faults_of
from tests.browser.watch import Watch
from tests.okr.files import FEISHU, PAGE, csv, workbook

pytestmark = [pytest.mark.browser, pytest.mark.long]

# The quarter is said to be one that is over: a release of this house takes nothing from it.
FAULTY = (("週期", "目標", "關鍵結果", "目標值"), ("2019Q1", "快一點", "準時率", "很多"))


def press(page, name):
    """Go to a button of this name and press it, as somebody without a mouse does."""
    page.get_by_role("button", name=name).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page, name, content):
    """Choose a file and look at what is in it."""
    page.goto(PAGE)
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.locator("#file").focus()
    press(page, "先讓我看看內容")


@pytest.fixture
def admin(bare, chromium: Browser):
    """Ada's window; whatever it complains of fails the test, but for lines that she is to mend."""
    house: House = bare[0]
    watch = Watch(house.url)
    watch.bear("status of 422")
    with new_context(chromium, watch, reduced_motion="reduce") as context:
        page = context.new_page()
        enter(page, house, "ada")
        yield page
    assert watch.faults() == []


@pytest.mark.parametrize("sight", [(PHONE, "dark"), (DESK, "light")])
def test_a_file_is_mended_taken_in_and_taken_back(admin, sight):
    choose(admin, "okr.xlsx", workbook(OKR=FEISHU, 第二張=FEISHU[1:]))
    assert list(faults_of(admin, *sight)) == []
    choose(admin, "okr.csv", csv(*FAULTY))
    assert admin.get_by_role("alert").is_visible()
    assert list(faults_of(admin, *sight)) == []
    admin.get_by_label("目標值", exact=True).first.focus()
    admin.keyboard.press("Control+a")
    admin.keyboard.type("95%")
    press(admin, "再看一次")
    assert list(faults_of(admin, *sight)) == []
    press(admin, "全部匯入")
    assert "/in/objectives?cycle=2019Q1" in admin.url
    assert admin.get_by_text("準時率").first.is_visible()
    assert list(faults_of(admin, *sight)) == []
    admin.goto("/in/objectives/imports")
    assert list(faults_of(admin, *sight)) == []
    press(admin, "收回")
    assert admin.get_by_role("status").is_visible()
    admin.goto("/in/objectives/print")
    assert list(faults_of(admin, *sight)) == []
