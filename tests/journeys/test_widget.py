"""The widget in a real frame: of the own site, of another site, and of one that was not set."""

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.journeys.steps import SHARED, sign_in
from tests.making import make_goal

pytestmark = [pytest.mark.browser, pytest.mark.long]
PLAN = "客人訂的貨，準時送到"


class Quiet(WSGIRequestHandler):
    """A server that says nothing of what it answers."""

    def log_message(self, *_words: object) -> None:
        """Write no line."""


@pytest.fixture
def port(house) -> Iterator[int]:
    """An intranet with the widget in it; by the name `localhost` it is another site."""
    html = f'<!DOCTYPE html><title>Intranet</title><iframe src="{house.url}/in/widget"></iframe>'

    def intranet(_environ, start):
        start("200 OK", [("Content-Type", "text/html")])
        return [html.encode()]

    with make_server("127.0.0.1", 0, intranet, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def frame(house, window, watch, monkeypatch, port):
    """Shows Bob, who is signed in, the intranet at a host, where it is set that these may frame."""
    with house.app.app_context():
        make_goal("bob")
    page = window()
    sign_in(page, "bob", SHARED)

    def opened(host: str, *allowed: str) -> FrameLocator:
        origins = tuple(f"http://{one}:{port}" for one in allowed)
        changed = house.app.extensions["portal"].model_copy(update={"framed_by": origins})
        monkeypatch.setitem(house.app.extensions, "portal", changed)
        watch.expect(f"asked elsewhere: http://{host}:{port}/")
        page.goto(f"http://{host}:{port}/")
        return page.frame_locator("iframe")

    return opened


def test_a_page_of_the_own_site_shows_what_is_mine(frame):
    inside = frame("127.0.0.1", "127.0.0.1")
    expect(inside.get_by_role("link", name=PLAN).first).to_be_visible()


def test_a_page_of_another_site_gets_no_session_and_the_widget_says_so(frame):
    inside = frame("localhost", "localhost")
    expect(inside.get_by_role("link", name="另開視窗登入")).to_be_visible()


def test_a_website_that_was_not_set_shows_nothing(frame, watch):
    watch.expect("frame-ancestors")
    inside = frame("127.0.0.1", "localhost")
    expect(inside.get_by_role("link", name=PLAN)).to_have_count(0)
