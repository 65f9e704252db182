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
_script = Axe().axe_script


def violations(page: Page) -> list[str]:
    """Return a line for each element that breaks a rule: the rule, the element, and why."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script)
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary']}"
        for found in page.evaluate(ASK)
        for node in found["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page scrolls sideways."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
