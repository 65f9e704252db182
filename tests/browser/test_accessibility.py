"""Nothing keeps anybody out of a page, and what would is found."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import overflow, violations
from tests.browser.conftest import new_context
from tests.browser.sights import look_everywhere
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


# Every page in both of its sights takes minutes: a quarter of one, and the long gate looks at the
# rest. (0, 2, 4) are in the first sight the pages that, by fours, leave two.
REST = ((0, 2, 4), (0, 1, 2), (1, 0, 2), (1, 1, 2))
PARTS = [(0, 0, 4), *(pytest.param(*part, marks=pytest.mark.long) for part in REST)]


@pytest.mark.parametrize(("turn", "left", "by"), PARTS)
def test_nothing_keeps_anybody_out(full, bare, chromium: Browser, turn, left, by):
    found = look_everywhere(chromium, (full, bare), turn, (left, by))
    assert len(found) > 160 / by
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.fixture
def bad_page(chromium: Browser) -> Iterator[Page]:
    with new_context(chromium, Watch("http://127.0.0.1")) as context:
        page = context.new_page()
        page.set_content('<html lang="en"><title>Bad</title><main><input><p>Fine</p></main>')
        yield page


def test_an_unlabelled_field_is_found(bad_page):
    assert [fault.split(":")[0] for fault in violations(bad_page)] == ["label"]


def test_what_scrolls_sideways_is_found(bad_page):
    assert overflow(bad_page) == 0
    bad_page.locator("p").evaluate("one => { one.style.width = '2000px'; }")
    assert overflow(bad_page) > 500
