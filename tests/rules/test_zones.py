"""Outside /in no cookie is set or looked at; inside, none leaves /in or can be read by a script."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response
from flask import session as visit
from sqlalchemy import delete
from werkzeug.routing import Rule

from portal.core.access import open_to_all
from portal.core.db import transaction
from portal.core.zones import inside
from portal.people.models import Account
from portal.people.passwords import hash_password


def requests(app: Flask, *, signed_in_zone: bool) -> Iterator[tuple[str, Response]]:
    """Ask every address of a zone, by each of its methods, as a browser with a session would."""
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if inside(rule.rule) is not signed_in_zone:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            client.set_cookie("candor", "signed-somewhere-else", path="/")
            with client.open(address(rule), method=method) as response:
                # A broken page would keep the rule for the wrong reason.
                assert response.status_code != 500, f"{method} {rule.rule}"
                yield f"{method} {rule.rule}", response


def address(rule: Rule) -> str:
    """Return an address of the rule; its words stand for nothing that exists."""
    _domain, path = rule.build(dict.fromkeys(rule.arguments, "a" * 26)) or ("", rule.rule)
    return path


def traces(response: Response) -> list[str]:
    """Return how an answer outside /in ties itself to a browser."""
    cookies = [f"sets {cookie}" for cookie in response.headers.getlist("Set-Cookie")]
    return [*cookies, *(["varies by cookie"] if "cookie" in str(response.vary).lower() else [])]


def loose(cookie: str) -> list[str]:
    """Return what a Set-Cookie header of /in lacks."""
    said = {part.strip().lower() for part in cookie.split(";")}
    return sorted({"path=/in", "httponly", "samesite=lax"} - said)


def test_no_answer_outside_the_signed_in_zone_knows_a_browser(portal_app):
    answers = {name: traces(answer) for name, answer in requests(portal_app, signed_in_zone=False)}
    assert "GET /" in answers
    assert {name: found for name, found in answers.items() if found} == {}


def test_every_cookie_stays_in_the_signed_in_zone(portal_app):
    cookies = [
        (name, cookie)
        for name, answer in requests(portal_app, signed_in_zone=True)
        for cookie in answer.headers.getlist("Set-Cookie")
    ]
    assert cookies != []
    assert {name: loose(cookie) for name, cookie in cookies if loose(cookie)} == {}


@pytest.fixture
def alice(portal_app) -> Iterator[None]:
    with portal_app.app_context():
        with transaction() as session:
            hashed = hash_password("candor-demo")
            session.add(Account(identifier="alice", name="Alice", password_hash=hashed))
        yield
        with transaction() as session:
            session.execute(delete(Account))


def test_the_cookies_of_signing_in_stay_there_too(portal_app, alice, monkeypatch):
    monkeypatch.setitem(portal_app.config, "WTF_CSRF_ENABLED", False)
    said = {"identifier": "alice", "password": "candor-demo", "own_device": "yes"}
    with portal_app.test_client().post("/in/login", data=said) as answer:
        cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"candor", "candor_known"}
    assert [loose(cookie) for cookie in cookies] == [[], []]


@pytest.fixture
def leaky() -> Flask:
    app = Flask("leaky")
    app.secret_key = "of the sample"
    app.get("/say/")(open_to_all(remembering))
    return app


def remembering() -> str:
    visit["seen"] = True
    return "seen"


def test_a_cookie_outside_the_signed_in_zone_is_found(leaky):
    ((name, answer),) = (
        (name, traces(answer))
        for name, answer in requests(leaky, signed_in_zone=False)
        if "static" not in name
    )
    assert name == "GET /say/"
    assert answer[0].startswith("sets session=")
    assert answer[1] == "varies by cookie"


@pytest.mark.parametrize(
    ("cookie", "lacks"),
    [
        ("a=1; Path=/; HttpOnly; SameSite=Lax", ["path=/in"]),
        ("a=1; Path=/in; SameSite=None", ["httponly", "samesite=lax"]),
        ("a=1; Secure; HttpOnly; Path=/in; SameSite=Lax", []),
    ],
)
def test_a_loose_cookie_is_found(cookie, lacks):
    assert loose(cookie) == lacks
