"""Signing in and out, devices, links, and one's own account."""

import pytest

from portal.core.db import db, transaction
from portal.people import attempts, links, service
from portal.people.models import Account

GOOD = {"identifier": "alice", "password": "candor-demo", "own_device": "yes"}


def test_a_wrong_password_keeps_the_name_and_says_one_sentence(app, cast):
    answer = app.test_client().post("/in/login", data=GOOD | {"password": "nonsense"})
    assert answer.status_code == 422
    assert 'value="alice"' in answer.text
    unknown = app.test_client().post("/in/login", data=GOOD | {"identifier": "nobody"})
    assert "不對" in answer.text
    assert "不對" in unknown.text


def test_the_device_has_no_default_and_must_be_said(app, cast):
    page = app.test_client().get("/in/login").text
    assert "checked" not in page
    form = {name: GOOD[name] for name in ("identifier", "password")}
    assert app.test_client().post("/in/login", data=form).status_code == 422


@pytest.mark.parametrize(("device", "kept"), [("yes", True), ("no", False)])
def test_only_an_own_device_outlives_the_browser(app, cast, device, kept):
    answer = app.test_client().post("/in/login", data=GOOD | {"own_device": device})
    cookies = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("candor=")]
    assert ("Expires=" in cookies[0]) is kept


def test_guessing_slows_the_guesser_and_nobody_else(app, cast):
    for _ in range(6):
        app.test_client().post("/in/login", data=GOOD | {"password": "guess"})
    assert app.test_client().post("/in/login", data=GOOD).status_code == 429
    elsewhere = app.test_client().post(
        "/in/login", data=GOOD, environ_base={"REMOTE_ADDR": "10.0.0.9"}
    )
    assert elsewhere.status_code == 302


def test_a_browser_that_was_here_before_is_let_in_while_strangers_guess(app, sign_in):
    known = sign_in("alice")
    attempts.STRANGERS.amount, before = 3, attempts.STRANGERS.amount
    try:
        for n in range(3):
            app.test_client().post(
                "/in/login",
                data=GOOD | {"password": "guess"},
                environ_base={"REMOTE_ADDR": f"10.0.1.{n}"},
            )
        stranger = app.test_client().post(
            "/in/login", data=GOOD, environ_base={"REMOTE_ADDR": "10.0.2.1"}
        )
        assert stranger.status_code == 429
        assert known.post("/in/login", data=GOOD).status_code == 302
    finally:
        attempts.STRANGERS.amount = before


@pytest.mark.parametrize(
    "way",
    [
        "//evil.example",
        "https://evil.example",
        "/in\\evil",
        "/say/",
        "/in/../say",
        "/in/%0a",
        "/in/%0d%0aA: b",
    ],
)
def test_after_signing_in_one_lands_inside(app, cast, way):
    answer = app.test_client().post(f"/in/login?next={way}", data=GOOD)
    assert answer.location in {"/in/", "/in/../say"}


def test_a_page_that_was_asked_for_comes_after_signing_in(app, cast):
    browser = app.test_client()
    asked = browser.get("/in/account?page=2")
    assert asked.location.startswith("/in/login?next=")
    assert browser.post(asked.location, data=GOOD).location == "/in/account?page=2"


def test_signing_out_on_a_shared_device_empties_its_storage(app, cast):
    browser = app.test_client()
    browser.post("/in/login", data=GOOD | {"own_device": "no"})
    answer = browser.post("/in/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert browser.get("/in/").status_code == 302


def test_an_own_device_keeps_its_wallet_at_signing_out(sign_in):
    assert "Clear-Site-Data" not in sign_in("alice").post("/in/sign-out").headers


def test_signing_out_everywhere_ends_the_other_device_at_its_next_request(sign_in):
    phone, desk = sign_in("alice"), sign_in("alice")
    phone.post("/in/account/sign-out-everywhere")
    assert desk.get("/in/account").status_code == 302


def test_a_new_password_keeps_this_device_and_ends_the_others(sign_in):
    phone, desk = sign_in("alice"), sign_in("alice")
    form = {"old": "candor-demo", "new": "four plain words", "again": "four plain words"}
    assert phone.post("/in/account/password", data=form).status_code == 302
    assert phone.get("/in/account").status_code == 200
    assert desk.get("/in/account").status_code == 302


def test_two_different_new_passwords_change_nothing(sign_in):
    form = {"old": "candor-demo", "new": "four plain words", "again": "five plain words"}
    answer = sign_in("alice").post("/in/account/password", data=form)
    assert answer.status_code == 422
    assert sign_in("alice").get("/in/account").status_code == 200


def test_a_closed_account_is_out_at_its_next_click(app, cast, actors, sign_in):
    browser = sign_in("alice")
    with transaction():
        service.deactivate(actors["ada"], db.session.get_one(Account, cast.alice))
    assert browser.get("/in/").status_code == 302
    assert app.test_client().post("/in/login", data=GOOD).status_code == 422


def test_a_link_sets_a_password_and_lets_in(app, cast, actors):
    with transaction():
        secret = links.make_reset(actors["ada"], db.session.get_one(Account, cast.alice))
    browser = app.test_client()
    assert browser.get(f"/in/link/{secret}").status_code == 200
    form = {"new": "a password of mine", "own_device": "no"}
    assert browser.post(f"/in/link/{secret}", data=form).status_code == 302
    assert browser.get("/in/account").status_code == 200
    assert app.test_client().get(f"/in/link/{secret}").status_code == 410


def test_a_bad_password_does_not_use_up_the_link(app, cast, actors):
    with transaction():
        secret = links.make_reset(actors["ada"], db.session.get_one(Account, cast.alice))
    form = {"new": "short", "own_device": "no"}
    assert app.test_client().post(f"/in/link/{secret}", data=form).status_code == 422
    assert app.test_client().get(f"/in/link/{secret}").status_code == 200


def test_the_language_that_was_chosen_stays(sign_in):
    browser = sign_in("alice")
    assert 'lang="zh-Hant-TW"' in browser.get("/in/account").text
    browser.post("/in/account/language", data={"locale": "en"})
    assert 'lang="en"' in browser.get("/in/account").text
    assert 'lang="zh-Hant-TW"' in browser.get("/in/account?lang=zh_Hant").text


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "mona"])
def test_people_are_the_admins_matter(sign_in, name):
    assert sign_in(name).get("/in/people/").status_code == 403


def test_the_admin_invites_and_hands_over_a_link(app, sign_in, cast):
    browser = sign_in("ada")
    form = {"identifier": "h1042", "name": "吳建德", "team": "沖壓課", "role": "member"}
    page = browser.post("/in/people/", data=form)
    assert page.status_code == 200
    secret = page.text.split("/in/link/")[1].split("<")[0]
    assert app.test_client().get(f"/in/link/{secret}").status_code == 200


def test_a_taken_name_keeps_what_the_admin_typed(sign_in, cast):
    form = {"identifier": "alice", "name": "又一個", "role": "member"}
    page = sign_in("ada").post("/in/people/", data=form)
    assert page.status_code == 409
    assert 'value="又一個"' in page.text
