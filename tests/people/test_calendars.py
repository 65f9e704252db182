"""Working hours are set by admins alone; an absence by whoever is away."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.core.worktime import OFFICE
from portal.people import calendars, service
from portal.people.models import Account, WorkHours

WEEK = {f"day{day}": "08:00-12:00 13:00-17:00" if day < 5 else "" for day in range(7)}
TYPED = {"zone": "Asia/Taipei", "region": "", "off": "", **WEEK}


@pytest.fixture
def site(cast):
    with transaction():
        found = service.site_named("三廠")
        service.by_identifier("bob").site_id = found.id
    return found.id


def test_without_a_setting_everybody_works_in_the_organisations_office_hours(cast):
    found = directory().worktime(cast.bob)
    assert dict(found.shifts) == dict(OFFICE)
    assert str(found.zone) == "Asia/Taipei"


def test_a_site_has_hours_of_its_own(sign_in, cast, site):
    nights = TYPED | {f"day{day}": "22：00～06:00" for day in range(5)}
    assert sign_in("ada").post(f"/in/people/hours/{site}", data=nights).status_code == 302
    assert directory().worktime(cast.bob).shifts[0] == ((time(22), time(6)),)
    assert directory().worktime(cast.alice).shifts[0] == OFFICE[0]


def test_public_holidays_and_further_days_are_off(sign_in, cast):
    typed = TYPED | {"region": "TW", "off": "2026-12-24\n2026-12-31\n"}
    assert sign_in("ada").post("/in/people/hours/", data=typed).status_code == 302
    found = directory().worktime(cast.bob)
    assert {date(2027, 1, 1), date(2026, 10, 10), date(2026, 12, 24)} <= found.off
    assert date(2026, 12, 23) not in found.off


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"zone": "Nowhere/None"}, "沒有這個時區"),
        ({"zone": "../etc"}, "沒有這個時區"),
        ({"day1": "8-12"}, "上班時間要寫成"),
        ({"day1": "25:00-26:00"}, "上班時間要寫成"),
        ({"off": "Christmas"}, "不是日期"),
        ({"region": "XX"}, ""),
        ({f"day{day}": "" for day in range(7)}, "總得有一天上班"),
    ],
)
def test_what_is_no_calendar_is_refused_and_stays(sign_in, cast, change, told):
    page = sign_in("ada").post("/in/people/hours/", data=TYPED | change)
    assert page.status_code == 422
    assert told in page.text
    assert all(value in page.text for value in change.values() if value != "XX")
    assert db.session.scalars(select(WorkHours)).all() == []


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "mona"])
def test_only_admins_see_or_set_hours(sign_in, site, name):
    client = sign_in(name)
    for address in ("/in/people/hours/", f"/in/people/hours/{site}"):
        assert client.get(address).status_code == 403
        assert client.post(address, data=TYPED).status_code == 403
    assert sign_in("ada").get(f"/in/people/hours/{site}").status_code == 200


def test_there_are_no_hours_of_a_site_that_is_not_there(sign_in):
    assert sign_in("ada").get(f"/in/people/hours/{'a' * 26}").status_code == 404


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "mona", "ada"])
def test_everybody_says_for_themselves_when_they_are_away(sign_in, cast, name):
    client, until = sign_in(name), clock.today() + timedelta(days=3)
    assert client.post("/in/account/away", data={"until": until.isoformat()}).status_code == 302
    assert directory().away() == {getattr(cast, name)}
    assert until.isoformat() in client.get("/in/account").text
    client.post("/in/account/away", data={"until": ""})
    assert directory().away() == frozenset()


def test_an_absence_that_is_over_is_refused(sign_in, cast):
    page = sign_in("bob").post("/in/account/away", data={"until": "2020-01-01"})
    assert page.status_code == 422
    assert "2020-01-01" in page.text
    assert db.session.get_one(Account, cast.bob).away_until is None


def test_an_absence_ends_by_itself(sign_in, cast):
    until = clock.today() + timedelta(days=1)
    sign_in("bob").post("/in/account/away", data={"until": until.isoformat()})
    with clock.as_on(until + timedelta(days=1)):
        assert directory().away() == frozenset()


def test_too_many_days_off_are_refused(app):
    many = "\n".join((date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(401))
    with pytest.raises(Invalid):
        calendars.read_days(many)
