"""Nothing keeps anybody out of a page in English; a file of its own, for a process of its own."""

import pytest
from playwright.sync_api import Browser

from tests.browser.sights import look_everywhere

pytestmark = pytest.mark.browser


def test_nothing_keeps_anybody_out_in_english(full, bare, chromium: Browser):
    found = look_everywhere(chromium, (full, bare), "en")
    assert len(found) > 50
    assert {where: faults for where, faults in found.items() if faults} == {}
