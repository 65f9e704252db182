"""A browser's complaints reach the test: each kind once, and the expected ones alone pass."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import new_context
from tests.browser.house import House
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

COMPLAINTS = {
    "console.error('it hurts')": "error: it hurts",
    "setTimeout(() => { throw new Error('broken'); })": "script: broken",
    "location = 'http://127.0.0.2:9/'": "asked elsewhere: http://127.0.0.2:9/",
    "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))": (
        "Content Security Policy"
    ),
    "fetch('/nowhere')": "status of 404",
}


@pytest.fixture
def quiet(house: House) -> Watch:
    return Watch(house.url)


@pytest.fixture
def page(chromium: Browser, quiet: Watch) -> Iterator[Page]:
    with new_context(chromium, quiet) as context:
        page = context.new_page()
        page.goto("/")
        yield page


@pytest.mark.parametrize("script", COMPLAINTS)
def test_a_complaint_is_heard(page, quiet, script):
    assert quiet.faults() == []
    page.evaluate(f"() => {{ {script}; }}")
    for _look in range(50):
        page.wait_for_timeout(100)
        if quiet.faults():
            break
    assert [fault for fault in quiet.faults() if COMPLAINTS[script] in fault] != []


def test_what_is_expected_must_come(page, quiet):
    quiet.expect("it hurts")
    assert quiet.faults() == ["never heard: it hurts"]
    page.evaluate("console.error('it hurts')")
    page.wait_for_timeout(50)
    assert quiet.faults() == []
