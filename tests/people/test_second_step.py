"""Signing in by two steps: set up with a telephone, asked after the password, each code once."""

import re
from datetime import timedelta

import pyotp
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal import upkeep
from portal.core import clock
from portal.core.db import db, transaction
from portal.people import erasing, links, second_step, service
from portal.people.models import Account, RecoveryCode, SecondStep
from portal.voice.keys import sealer

CAST = ("alice", "bob", "charlie", "mona", "ada")
SECRET = re.compile(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}")
CODE = re.compile(r"<code>((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})</code>")
FORM = {"password": "candor-demo", "own_device": "yes"}
OWN, ASKED = "/in/account/second-step", "/in/second-step"


def codes_of(secret, steps=0):
    return pyotp.TOTP(secret).at(clock.now() + steps * second_step.PERIOD)


@pytest.fixture
def set_up(sign_in):
    """Mona's browser, her secret, and her ten codes."""
    browser = sign_in("mona")
    browser.post(f"{OWN}/begin")
    secret = SECRET.search(browser.get(OWN).text)[0].replace(" ", "")
    page = browser.post(OWN, data={"code": codes_of(secret)}).text
    return browser, secret, CODE.findall(page)


@pytest.fixture
def door(app):
    """A browser that has given Mona's password."""

    def stand(identifier="mona"):
        browser = app.test_client()
        answer = browser.post("/in/login?next=/in/blockers", data=FORM | {"identifier": identifier})
        return browser, answer

    return stand


def show(browser, code):
    return browser.post(f"{ASKED}?next=/in/blockers", data={"code": code})


def test_after_the_password_comes_the_code_and_then_one_is_in(set_up, door):
    browser, answer = door()
    assert answer.location == "/in/second-step?next=/in/blockers"
    assert browser.get("/in/account").location.startswith("/in/login")
    assert show(browser, "000000").status_code == 422
    assert show(browser, codes_of(set_up[1], 1)).location == "/in/blockers"
    assert browser.get("/in/account").status_code == 200


def test_ten_codes_are_shown_once_and_kept_as_digests(set_up):
    browser, _secret, codes = set_up
    assert len(set(codes)) == 10
    assert not any(code in browser.get(OWN).text for code in codes)
    with db.engine.connect() as connection:
        kept = repr(connection.execute(select(RecoveryCode.digest)).all())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


@pytest.mark.everywhere
def test_a_code_lets_in_once_of_the_telephone_and_of_paper(set_up, door):
    _browser, secret, codes = set_up
    of_now, typed = codes_of(secret, 1), codes[0].lower().replace("-", " ")
    for code in (of_now, typed):
        assert show(door()[0], code).status_code == 302
        assert show(door()[0], code).status_code == 422


def test_the_code_that_turned_it_on_is_used(set_up, door):
    assert show(door()[0], codes_of(set_up[1])).status_code == 422


def test_a_code_of_a_clock_that_is_far_away_is_refused(set_up, door):
    browser, _answer = door()
    assert show(browser, codes_of(set_up[1], 2)).status_code == 422
    assert show(browser, codes_of(set_up[1], -2)).status_code == 422


def test_guessing_is_slowed_down_like_passwords(set_up, door):
    browser, _answer = door()
    tried = [show(browser, f"{number:06}").status_code for number in range(7)]
    assert tried == [422] * 6 + [429]


def test_between_password_and_code_there_are_ten_minutes(set_up, door, time_machine):
    browser, _answer = door()
    time_machine.move_to(clock.now() + timedelta(minutes=11))
    assert browser.get(ASKED).status_code == 410
    assert browser.get(ASKED, headers={"Cookie": ""}).status_code == 410


def test_who_was_signed_out_meanwhile_begins_anew(set_up, door, actors, cast):
    browser, _answer = door()
    with transaction():
        service.sign_out_everywhere(actors["mona"], db.session.get_one(Account, cast.mona))
    assert browser.get(ASKED).status_code == 410


def test_a_link_lets_nobody_past_it(app, set_up, cast):
    with transaction():
        secret = links.make_link(db.session.get_one(Account, cast.mona), links.RESET)
    browser = app.test_client()
    form = {"new": "another-password", "own_device": "no"}
    assert browser.post(f"/in/link/{secret}", data=form).location.startswith(ASKED)
    assert browser.get("/in/account").status_code == 302


def test_turning_it_on_signs_out_every_other_device(sign_in, cast):
    other, browser = sign_in("ada"), sign_in("ada")
    browser.post(f"{OWN}/begin")
    secret = SECRET.search(browser.get(OWN).text)[0].replace(" ", "")
    assert browser.post(OWN, data={"code": "123"}).status_code == 422
    assert other.get("/in/account").status_code == 200
    browser.post(OWN, data={"code": codes_of(secret)})
    assert other.get("/in/account").status_code == 302
    assert browser.get("/in/account").status_code == 200


def test_it_is_turned_off_by_a_code_alone(set_up, door):
    browser, _secret, codes = set_up
    assert browser.post(f"{OWN}/begin").status_code == 409
    assert browser.post(f"{OWN}/off", data={"code": "000000"}).status_code == 422
    assert browser.post(f"{OWN}/off", data={"code": codes[3]}).status_code == 302
    assert door()[1].location == "/in/blockers"
    assert db.session.scalars(select(RecoveryCode)).all() == []


def test_where_it_is_required_moderators_and_admins_set_it_up_first(sign_in, choose):
    choose(second_step="required")
    held = {name for name in CAST if sign_in(name).get("/in/").location == OWN}
    assert held == {"mona", "ada"}
    browser = sign_in("mona")
    assert browser.post(f"{OWN}/off", data={"code": "1"}).status_code == 302
    assert browser.post(f"{OWN}/begin").location == OWN
    secret = SECRET.search(browser.get(OWN).text)[0].replace(" ", "")
    codes = CODE.findall(browser.post(OWN, data={"code": codes_of(secret)}).text)
    assert browser.get("/in/").status_code == 200
    assert browser.post(f"{OWN}/off", data={"code": codes[0]}).status_code == 409


def test_only_an_admin_takes_it_away(sign_in, set_up, cast, door):
    address = f"/in/people/{cast.mona}/second-step"
    assert {n for n in CAST[:3] if sign_in(n).post(address).status_code != 403} == set()
    assert set_up[0].post(address).status_code == 403
    browser = sign_in("ada")
    assert address in browser.get(f"/in/people/{cast.mona}").text
    browser.post(address)
    assert address not in browser.get(f"/in/people/{cast.mona}").text
    assert door()[1].location == "/in/blockers"


def test_the_secret_rests_sealed_and_without_its_key_paper_still_lets_in(set_up, door):
    _browser, secret, codes = set_up
    assert secret.encode() not in db.session.scalars(select(SecondStep.secret)).one()
    sealer().keys.destroy(second_step.EPOCH)
    assert show(door()[0], codes_of(secret, 1)).status_code == 422
    assert show(door()[0], codes[9]).status_code == 302


def test_nothing_tells_when_somebody_signed_in(set_up, door):
    with db.engine.connect() as connection:
        before = connection.execute(select(SecondStep)).all()
        show(door()[0], codes_of(set_up[1], 1))
        assert connection.execute(select(SecondStep)).all() == before


def test_with_a_person_telephone_and_codes_go(set_up, cast, actors):
    with transaction():
        erasing.erase(db.session.get_one(Account, cast.mona), actors["ada"])
    assert db.session.scalars(select(SecondStep)).all() == []
    assert db.session.scalars(select(RecoveryCode)).all() == []


def test_a_sole_admin_comes_back_by_the_command_line(app, set_up, door, monkeypatch):
    monkeypatch.setattr(upkeep, "opened", lambda: app)
    done = CliRunner().invoke(upkeep.second_step_off, ["Mona"])
    assert (done.exit_code, done.output) == (0, "The password alone lets in again.\n")
    assert door()[1].location == "/in/blockers"
    assert CliRunner().invoke(upkeep.second_step_off, ["nobody"]).exit_code == 2
