"""A phone that comes for the first time loads little before its owner can write."""

import pytest
from playwright.sync_api import Page

from tests.browser.house import open_posting
from tests.making import make_goal

pytestmark = pytest.mark.browser

MOST = 90_000
GOALS = 60


@pytest.fixture
def house_with_goals(house):
    open_posting(house)
    with house.app.app_context():
        for number in range(GOALS):
            make_goal("bob", f"第 {number} 條線的客人訂的貨，準時送到，不必再催")
    return house


def _bytes_of(page: Page, address: str) -> int:
    """What comes over the wire, headers too, until nothing more is asked for."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return int(sum(sizes))


def test_the_compose_page_is_light(house_with_goals, window):
    """Issue and performance.md: everything of the first load in at most 90 kB."""
    assert 20_000 < _bytes_of(window(), "/say/") <= MOST
