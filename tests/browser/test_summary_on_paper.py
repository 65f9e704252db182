"""The report of a session on paper: A4, no menus, black on white whatever the device prefers."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.furnishing import Values
from tests.browser.house import House
from tests.browser.sights import enter

pytestmark = pytest.mark.slow


@pytest.fixture(params=["light", "dark"])
def page(request, chromium: Browser, full: tuple[House, Values]) -> Page:
    house, _values = full
    with chromium.new_context(base_url=house.url, color_scheme=request.param) as context:
        page = context.new_page()
        enter(page, house, "bob")
        yield page


@pytest.mark.parametrize("lang", ["zh_Hant", "en"])
def test_a_report_prints_on_two_pages_without_menus(page, full, lang):
    retro = full[1]["retro"][0]
    page.goto(f"/in/retros/{retro}?lang={lang}")
    page.emulate_media(media="print")
    for gone in (".masthead", ".tabs-bottom", ".report .btn", ".report details"):
        assert not [one for one in page.locator(gone).all() if one.is_visible()], gone
    assert page.locator("h1").is_visible()
    assert page.locator(".columns:visible").count() == 1
    colours = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    assert page.locator("h1").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)
    assert [round(float(one)) for one in box.groups()] == [595, 842]
