"""A Chromium for the whole run, and a new served organisation with new windows for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from portal.anonymity.client import Token
from tests.browser.furnishing import Values, furnish
from tests.browser.house import House, served
from tests.browser.watch import Watch
from tests.tokens import Stock

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
PATIENCE = 20_000
RUNNING = pytest.StashKey[Browser]()
Window = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


def executable() -> str | None:
    """The Chromium of this machine."""
    return os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium(pytestconfig: pytest.Config) -> Browser:
    """One for the run, whichever folder of tests asks first; it ends with the run."""
    if RUNNING not in pytestconfig.stash:
        playwright = sync_playwright().start()
        pytestconfig.add_cleanup(playwright.stop)
        browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        pytestconfig.add_cleanup(browser.close)
        pytestconfig.stash[RUNNING] = browser
    return pytestconfig.stash[RUNNING]


@pytest.fixture
def house(tmp_path: Path, stock: Stock) -> Iterator[House]:
    with served(tmp_path, stock) as found:
        yield found


@pytest.fixture
def watch(house: House) -> Watch:
    return Watch(house.url)


@contextmanager
def new_context(chromium: Browser, watch: Watch, **options: Any) -> Iterator[BrowserContext]:
    """A browser that has never been here: a phone in Traditional Chinese, unless told otherwise."""
    words = {"base_url": watch.url, "locale": "zh-TW", "viewport": PHONE, **options}
    with chromium.new_context(**words) as context:
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        yield context


@pytest.fixture
def window(chromium: Browser, watch: Watch) -> Iterator[Window]:
    """Opens a window of another device; whatever a browser complains of fails the test."""
    with ExitStack() as stack:

        def opened(**options: object) -> Page:
            context = stack.enter_context(new_context(chromium, watch, **options))
            return context.new_page()

        yield opened
    assert watch.faults() == []


@pytest.fixture(scope="session")
def full(
    tmp_path_factory: pytest.TempPathFactory, stock: Stock, tokens: list[Token]
) -> Iterator[tuple[House, Values]]:
    """A house with a quarter of life in it, and examples for the words in addresses."""
    with served(tmp_path_factory.mktemp("full"), stock) as found:
        yield found, furnish(found, tokens)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory, stock: Stock) -> Iterator[tuple[House, Values]]:
    """A house with the five in it and nothing else; every example stands for nothing."""
    words = ("kr", "post", "retro", "action", "secret", "photo", "held", "site", "objective")
    words += ("message", "token", "about", "remark", "reading", "share", "brought", "feed")
    words += ("draft", "result", "spot", "question")
    with served(tmp_path_factory.mktemp("bare"), stock) as found:
        nothing = {word: ["a" * 26] for word in words}
        yield found, {**nothing, "account": [found.ids["alice"]]}
