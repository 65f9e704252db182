"""A calendar at a secret address: one's own days, titles alone, and no trace of who fetches it."""

import logging
import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db, transaction
from portal.people import erasing, feeds, service
from portal.people.models import Account, CalendarFeed

pytestmark = pytest.mark.slow

SAID = "不是機器老，是排程一天改三次。"
ADDRESS = re.compile(r'id="feed"[^>]*value="[^"]*(/calendar/[\w-]+\.ics)"')


@pytest.fixture
def address_of(sign_in):
    """Make a calendar's address for one of the five."""

    def make(name):
        page = sign_in(name).post("/in/account/calendar", data={"go": "make"})
        return ADDRESS.search(page.text)[1]

    return make


def fetch(app, address):
    return app.test_client(use_cookies=False).get(address)


def events(answer):
    return Calendar.from_ical(answer.data).walk("VEVENT")


def decide(browser, blocker, by):
    form = {"kind": "resources", "what": "夜班人力", "amount": "2 人", "by": by.isoformat()}
    assert browser.post(f"/in/blockers/{blocker}/decisions", data=form).status_code == 302


def test_it_holds_ones_own_days_and_titles_alone(app, words, goal, address_of, sign_in, actors):
    by = clock.today() + timedelta(days=9)
    decide(sign_in("bob"), words["blocker"], by)
    answer = fetch(app, address_of("bob"))
    assert answer.content_type == "text/calendar; charset=utf-8"
    found = {str(one["SUMMARY"]): one for one in events(answer)}
    due, week = found[f"到期：{goal.plain}"], found["更新你的關鍵結果"]
    assert due.decoded("DTSTART") == goal.due
    assert str(due["URL"]).endswith(f"/in/krs/{goal.id}")
    first = week.decoded("DTSTART")
    assert first.weekday() == 4
    assert 0 <= (first - goal.objective.cycle.starts).days < 7
    assert week["RRULE"]["UNTIL"] == [goal.objective.cycle.ends]
    assert found[f"你答應的日期：{goal.plain}"].decoded("DTSTART") == by
    # Alice's action is hers, and nothing that was said is in anybody's.
    assert not any("急單" in title for title in found)
    whole = b"".join(answer.data.replace(b"\r\n ", b"").split())
    assert SAID.encode() not in whole
    assert "夜班人力".encode() not in whole


def test_an_action_stands_in_its_owners_calendar(app, words, address_of):
    [action] = events(fetch(app, address_of("alice")))
    assert str(action["SUMMARY"]) == "待辦：急單每天十點排一次"
    assert action.decoded("DTSTART") == clock.today() + timedelta(days=7)


def test_it_is_as_the_standard_wants_it(app, words, address_of, sign_in):
    decide(sign_in("bob"), words["blocker"], clock.today() + timedelta(days=9))
    raw = fetch(app, address_of("bob")).data
    lines = raw.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert max(map(len, lines)) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert {b"VERSION:2.0", b"METHOD:PUBLISH"} <= set(lines)
    ids = [str(one["UID"]) for one in events(fetch(app, address_of("bob")))]
    assert len(set(ids)) == len(ids) == 3
    assert all("@" in one for one in ids)
    assert all(one["DTSTAMP"] and one["DTSTART"] for one in Calendar.from_ical(raw).walk("VEVENT"))


def test_a_solved_promise_waits_for_nobody(app, words, address_of, sign_in):
    bob = sign_in("bob")
    decide(bob, words["blocker"], clock.today() + timedelta(days=9))
    bob.post(f"/in/blockers/{words['blocker']}/work", data={"move": "claim", "body": "好了。"})
    found = [str(one["SUMMARY"]) for one in events(fetch(app, address_of("bob")))]
    assert not any("你答應" in title for title in found)


def test_without_a_cookie_nothing_is_set_kept_or_logged(app, goal, address_of, caplog):
    caplog.set_level(logging.DEBUG)
    address = address_of("bob")
    caplog.clear()
    answer = fetch(app, address)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in caplog.text
    [row] = db.session.scalars(select(CalendarFeed)).all()
    assert secret not in row.digest
    assert len(row.digest) == 64


def test_a_new_address_ends_the_old_one_and_closing_ends_both(app, goal, address_of, sign_in):
    old, new = address_of("bob"), address_of("bob")
    assert [fetch(app, one).status_code for one in (old, new)] == [404, 200]
    bob = sign_in("bob")
    assert "換一個新網址" in bob.get("/in/account").text
    assert ADDRESS.search(bob.get("/in/account").text) is None
    assert bob.post("/in/account/calendar", data={"go": "end"}).status_code == 302
    assert fetch(app, new).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(CalendarFeed)) == 0
    page = bob.get("/in/account").text
    assert "建立了行事曆網址" in page
    assert "關閉了行事曆網址" in page


@pytest.mark.parametrize("leave", ["erased", "closed", "restored"])
def test_who_left_has_no_calendar(app, goal, address_of, cast, actors, leave):
    address = address_of("alice")
    with transaction():
        alice = db.session.get_one(Account, cast.alice)
        if leave == "erased":
            erasing.erase(alice, actors["ada"])
        elif leave == "closed":
            alice.active = False
        else:
            service.sign_out_everybody()
    assert fetch(app, address).status_code == 404
    kept = db.session.get(CalendarFeed, cast.alice)
    assert (kept is not None) == (leave == "closed")


def test_a_secret_that_nobody_has_opens_nothing(app, goal):
    assert fetch(app, "/calendar/x.ics").status_code == 404


def test_it_is_in_the_language_of_its_owner(app, goal, address_of, sign_in, cast):
    with transaction():
        service.set_locale(db.session.get_one(Account, cast.bob), "en")
    titles = {str(one["SUMMARY"]) for one in events(fetch(app, address_of("bob")))}
    assert titles == {f"Due: {goal.plain}", "Say where your key results stand"}
    assert feeds.is_on(cast.bob)
