"""A goal of few people: whoever writes about it is told before where the text will stand."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLACE = "會放到「不確定是哪個目標」下面"


@pytest.fixture
def strict(house, monkeypatch):
    """The thresholds that an organisation has, where the house lets each be a group."""
    others = house.app.extensions["portal"].model_copy(update={"k": (5, 8)})
    monkeypatch.setitem(house.app.extensions, "portal", others)


def test_it_is_told_before_a_word_is_written(strict, goal, alice):
    alice.goto(f"/say/kr/{goal}")
    expect(alice.get_by_text(PLACE)).to_be_visible()
    alice.locator("summary", has_text="換一個目標").click()
    alice.locator("label.choice", has_text="不知道是哪個").click()
    expect(alice.get_by_text(PLACE)).to_be_hidden()


def test_of_a_goal_of_enough_people_nothing_is_said(goal, alice):
    alice.goto(f"/say/kr/{goal}")
    expect(alice.locator('[data-part="under"]')).to_be_hidden()
