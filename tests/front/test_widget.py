"""Home in small: only in frames that were set, without forms, and a door where no session comes."""

import re

import pytest

from portal.config import BadSetting, read_settings
from portal.core.zones import CSP

INTRANET = "https://intranet.example.org"


@pytest.fixture
def framed(app, monkeypatch):
    """The portal with a website that may frame it."""
    changed = app.extensions["portal"].model_copy(update={"framed_by": (INTRANET,)})
    monkeypatch.setitem(app.extensions, "portal", changed)


def ancestors(answer):
    return re.search(r"frame-ancestors ([^;]*)", answer.headers["Content-Security-Policy"])[1]


def test_unless_it_was_set_no_page_stands_in_a_frame(sign_in, cast):
    bob = sign_in("bob")
    for address in ("/in/widget", "/in/", "/in/login"):
        assert bob.get(address).headers["Content-Security-Policy"] == CSP
        assert ancestors(bob.get(address)) == "'none'"


@pytest.mark.usefixtures("framed")
def test_the_widget_alone_stands_in_the_frames_that_were_set(sign_in, goal):
    bob = sign_in("bob")
    assert ancestors(bob.get("/in/widget")) == INTRANET
    others = ("/in/", "/in/login", "/in/mine", f"/in/krs/{goal.id}/check-ins", "/", "/say/", "/x")
    assert {ancestors(bob.get(address)) for address in others} == {"'none'"}


def test_whoever_is_framed_can_be_made_to_press_nothing(sign_in, goal):
    page = sign_in("bob").get("/in/widget").text
    assert goal.plain in page
    assert "<form" not in page
    links = re.findall(r"<a [^>]*>", page.partition("<main")[2])
    assert len(links) > 1
    assert all('target="_blank"' in one and 'rel="noopener"' in one for one in links)


def test_without_a_session_it_is_a_door_and_leaves_no_cookie(app, goal):
    answer = app.test_client().get("/in/widget")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert "另開視窗登入" in answer.text
    assert goal.plain not in answer.text


@pytest.mark.parametrize(
    "origins",
    ["*", "https://*.example.org", "intranet.example.org", "https://a.example/x", "https://a;b"],
)
def test_a_frame_of_whoever_is_refused_at_the_start(origins, tmp_path):
    with pytest.raises(BadSetting, match="PORTAL_FRAMED_BY is a list of websites"):
        read_settings(data=tmp_path, framed_by=origins)


def test_several_websites_may_be_named(tmp_path):
    found = read_settings(data=tmp_path, framed_by=f"{INTRANET}/, http://127.0.0.1:8000")
    assert found.framed_by == (INTRANET, "http://127.0.0.1:8000")
