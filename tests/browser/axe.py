"""What axe-core finds on a page as it stands: WCAG 2.2 A and AA."""

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Fetching the stylesheets a second time is for one rule that they cannot break.
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
    "preload": False,
}
ASK = f"axe.run({json.dumps(OPTIONS)}).then((found) => found.violations)"
ROOT = "document.documentElement"
_script = Axe().axe_script


def violations(page: Page) -> list[str]:
    """Return a line for each element that breaks a rule: the rule, the element, and why.

    The window grows to the page's height and stays so: the bar at its foot then covers nothing, as
    for somebody who scrolls.
    """
    height = page.evaluate(f"{ROOT}.scrollHeight")
    page.set_viewport_size({**page.viewport_size, "height": height})
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script)
    found = page.evaluate(ASK)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page scrolls sideways."""
    return page.evaluate(f"{ROOT}.scrollWidth - {ROOT}.clientWidth")
