"""Every endpoint says who may use it; outside /in, where nobody is known, that is everybody."""

import pytest
from flask import Flask

from portal.core.access import Permission, needs, open_to_all
from portal.core.zones import inside


def unmarked(app: Flask) -> set[str]:
    """Return the endpoints without `needs` or `open_to_all`; static files need none."""
    return {
        name
        for name, view in app.view_functions.items()
        if name != "static" and not hasattr(view, "permission")
    }


def closed_outside(app: Flask) -> set[str]:
    """Return the endpoints outside /in that ask for a signed-in person, who is never there."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not inside(rule.rule) and getattr(app.view_functions[rule.endpoint], "permission", None)
    }


def test_every_endpoint_carries_a_mark(portal_app):
    assert len(portal_app.view_functions) > 5
    assert unmarked(portal_app) == set()


def test_nothing_outside_the_signed_in_zone_asks_who_it_is(portal_app):
    assert closed_outside(portal_app) == set()


@pytest.fixture
def sample() -> Flask:
    app = Flask("sample")
    app.get("/open")(open_to_all(open_view))
    app.get("/in/closed")(needs(Permission.OKR_READ)(closed_view))
    return app


def open_view() -> str:
    return "open"


def closed_view() -> str:
    return "closed"


def test_a_forgotten_mark_is_found(sample):
    assert unmarked(sample) == set()
    sample.get("/in/forgotten", endpoint="forgotten")(lambda: "forgotten")
    assert unmarked(sample) == {"forgotten"}


def test_a_closed_endpoint_in_the_open_is_found(sample):
    assert closed_outside(sample) == set()
    sample.get("/say/closed")(sample.view_functions["closed_view"])
    assert closed_outside(sample) == {"closed_view"}
