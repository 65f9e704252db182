"""What the outside sees of the two zones: each fault in a header, a cookie or the address."""

import pytest

from portal.core import zones as right
from portal.doctor import zones
from portal.doctor.findings import Level
from portal.doctor.wire import Answer

OUTSIDE = {**right.HEADERS, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
INSIDE = {**right.HEADERS, "Referrer-Policy": "same-origin"}
COOKIE = "candor=x; Path=/in; HttpOnly; SameSite=Lax"


def answer(path, headers, *more, status=200):
    return Answer(f"GET {path}", status, (*headers.items(), *more))


def broken(url, *answers):
    return [found.said for found in zones.look(url, answers) if found.level is Level.BROKEN]


def test_answers_that_are_right_are_fine():
    both = (answer("/say/", OUTSIDE), answer("/in/login", INSIDE, ("Set-Cookie", COOKIE)))
    found = zones.look("http://127.0.0.1:8000", both)
    assert [one.level for one in found] == [Level.FINE, Level.FINE]


@pytest.mark.parametrize("name", [*right.HEADERS, "Referrer-Policy", "Cache-Control"])
def test_every_header_that_is_missing_outside_is_found(name):
    less = {key: value for key, value in OUTSIDE.items() if key != name}
    [said] = broken("http://localhost", answer("/say/", less))
    assert name in said


@pytest.mark.parametrize("name", [*right.HEADERS, "Referrer-Policy"])
def test_every_header_that_is_missing_inside_is_found(name):
    less = {key: value for key, value in INSIDE.items() if key != name}
    [said] = broken("http://localhost", answer("/in/", less))
    assert name in said


@pytest.mark.parametrize(
    ("header", "word"),
    [
        (("Set-Cookie", "balancer=1; Path=/in; HttpOnly; SameSite=Lax"), "balancer"),
        (("Vary", "Accept, Cookie"), "varies by cookie"),
        (("Server-Timing", "app;dur=3"), "Server-Timing"),
        (("X-Request-Id", "7"), "X-Request-Id"),
        (("Content-Security-Policy", "default-src *"), "Content-Security-Policy"),
    ],
)
def test_what_tells_browsers_or_requests_apart_outside_is_found(header, word):
    [said] = broken("http://localhost", answer("/say/", OUTSIDE, header))
    assert word in said


@pytest.mark.parametrize(
    ("cookie", "lacks"),
    [
        ("sticky=1; Path=/; HttpOnly; SameSite=Lax", "sticky lacks Path=/in"),
        ("candor=1; Path=/in; SameSite=Lax", "candor lacks HttpOnly"),
        ("candor=1; Path=/in; HttpOnly; SameSite=None", "candor lacks SameSite=Lax"),
    ],
)
def test_a_loose_cookie_is_found(cookie, lacks):
    [said] = broken("http://localhost", answer("/in/login", INSIDE, ("Set-Cookie", cookie)))
    assert lacks in said


def test_under_https_cookies_are_secure_and_browsers_stay_with_it():
    said = broken("https://x.example", answer("/in/", INSIDE, ("Set-Cookie", COOKIE)))
    assert said == [
        "/in/ lacks Strict-Transport-Security",
        "The cookie candor lacks Secure",
    ]
    strict = ("Strict-Transport-Security", "max-age=31536000")
    cookie = ("Set-Cookie", f"{COOKIE}; Secure")
    assert broken("https://x.example", answer("/in/", INSIDE, strict, cookie)) == []


def test_the_word_of_the_canary_is_not_repeated():
    [said] = broken("http://localhost", answer(f"/say/{'b' * 26}", OUTSIDE, ("Vary", "Cookie")))
    assert said == "/say/... varies by cookie"


def test_an_answer_that_failed_was_not_seen():
    found = zones.look("http://localhost", [answer("/say/", {}, status=502)])
    assert [one.level for one in found] == [Level.UNSEEN, Level.FINE]
    assert "502" in found[0].said


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("http://candor.example.org", Level.BROKEN),
        ("http://10.0.0.7:8000", Level.BROKEN),
        ("http://127.0.0.1:8000", Level.FINE),
        ("http://[::1]:8000", Level.FINE),
        ("http://localhost", Level.FINE),
        ("https://candor.example.org", Level.FINE),
    ],
)
def test_http_is_for_this_machine_alone(url, level):
    assert zones.transport(url).level is level
