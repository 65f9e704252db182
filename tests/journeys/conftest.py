"""The same browser and organisation as the other browser tests have."""

from tests.browser.conftest import chromium, house, watch, window

__all__ = ["chromium", "house", "watch", "window"]
