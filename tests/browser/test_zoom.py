"""The candles with a zoom: they replace the drawn ones, and never make the page scroll sideways."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import overflow
from tests.browser.conftest import new_context
from tests.browser.furnishing import Values
from tests.browser.house import House
from tests.browser.sights import NARROWEST, enter
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def candles(chromium: Browser, full: tuple[House, Values]) -> Page:
    house, values = full
    with new_context(chromium, watch := Watch(house.url)) as context:
        page = context.new_page()
        enter(page, house, "alice")
        page.goto(f"/in/krs/{values['kr'][0]}/candles")
        yield page
    assert watch.faults() == []


def test_what_is_drawn_stands_until_the_zoom_has_come(candles):
    expect(candles.locator("[data-part=candles] svg")).to_be_visible()
    expect(candles.locator("[data-part=drawn]")).to_be_hidden()


def test_a_drawing_wider_than_the_window_is_cut_and_not_scrolled_to(candles):
    """A turned phone is narrower for a moment than what was drawn before."""
    drawing = candles.locator("[data-part=candles] svg")
    expect(drawing).to_be_visible()
    candles.set_viewport_size({"width": NARROWEST, "height": 800})
    drawing.evaluate("svg => { svg.parentElement.style.width = '60rem'; }")
    assert drawing.locator("..").evaluate("div => div.offsetWidth") == 960
    assert overflow(candles) == 0
