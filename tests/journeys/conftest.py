"""The same browser and organisation as the other browser tests have, with posting open."""

import pytest
from playwright.sync_api import Page

from portal.anonymity.client import Token
from tests.browser.conftest import Window, chromium, house, watch, window
from tests.browser.house import House, gather
from tests.journeys.steps import fill_wallet, furnish
from tests.journeys.wall import wall

__all__ = ["chromium", "house", "wall", "watch", "window"]


@pytest.fixture
def goal(house: House) -> str:
    """Bob's goal, when everybody but Alice has collected; its id."""
    return furnish(house)


@pytest.fixture
def alice(house: House, goal: str, window: Window, tokens: list[Token]) -> Page:
    """Alice's own phone, with the ten tokens that it collected some days ago."""
    gather(house, "alice")
    page = window()
    fill_wallet(page, tokens)
    return page
