"""A Chromium for the whole run, and a new served organisation with new windows for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from portal.anonymity.blindrsa import PrivateKey
from tests.browser.house import House, served
from tests.browser.watch import Watch

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
Window = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def house(tmp_path: Path, signer: PrivateKey) -> Iterator[House]:
    with served(tmp_path, signer) as found:
        yield found


@pytest.fixture
def watch(house: House) -> Watch:
    return Watch(house.url)


@pytest.fixture
def window(chromium: Browser, house: House, watch: Watch) -> Iterator[Window]:
    """Opens a window of another device: a phone in Traditional Chinese, unless told otherwise."""
    contexts = []

    def opened(**options: object) -> Page:
        words = {"base_url": house.url, "locale": "zh-TW", "viewport": PHONE, **options}
        context = chromium.new_context(**words)
        context.set_default_timeout(10_000)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert watch.faults() == []
