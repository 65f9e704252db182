"""How long a weekly meeting takes, timed by who leads it; who was there is nowhere."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.retro import meetings
from portal.retro.meetings import Meeting
from tests.front.reading import refused

pytestmark = [pytest.mark.slow, pytest.mark.everywhere]


@pytest.fixture
def pass_by(time_machine):
    """Lets the clock stand still, and so much of it pass."""
    time_machine.move_to(clock.now().replace(hour=2, minute=0), tick=False)
    return lambda **amount: time_machine.move_to(clock.now() + timedelta(**amount), tick=False)


@pytest.fixture
def hold(pass_by, actors):
    """Bob's meeting of so many minutes; the next one a week later."""

    def held(minutes, planned=30):
        with transaction():
            meeting = meetings.begin(actors["bob"], planned)
        pass_by(minutes=minutes)
        with transaction():
            meetings.end(actors["bob"], db.session.get_one(Meeting, meeting.id))
        pass_by(days=7, minutes=-minutes)

    return held


def test_each_is_measured_by_the_first_two(hold, actors):
    for minutes in (60, 50, 44, 22):
        hold(minutes)
    found = meetings.trend_of(actors["bob"].team)
    assert found.base == 55
    assert [(one.taken, one.planned, one.share) for one in found.points] == [
        (60, 30, None),
        (50, 30, None),
        (44, 30, 80),
        (22, 30, 40),
    ]
    assert found.saved == 60


def test_a_team_has_one_at_a_time(actors, pass_by):
    with transaction():
        meetings.begin(actors["bob"], 30)
    with pytest.raises(Conflict), transaction():
        meetings.begin(actors["bob"], 30)
    with transaction():
        meetings.begin(actors["charlie"], 30)


def test_one_that_nobody_ended_is_over_with_its_day_and_says_nothing(actors, pass_by):
    with transaction():
        meeting = meetings.begin(actors["bob"], 30).id
    pass_by(days=1)
    assert meetings.running(actors["bob"].team) is None
    with pytest.raises(Conflict), transaction():
        meetings.end(actors["bob"], meetings.find(meeting))
    assert meetings.trend_of(actors["bob"].team).points == []


def test_who_leads_begins_and_ends_it_on_the_screen(sign_in, pass_by, actors):
    bob = sign_in("bob")
    assert "開始會議" in bob.get("/in/monday").text
    assert bob.post("/in/monday/meetings", data={"minutes": "25"}).status_code == 302
    assert "10:00 開始，預計 25 分鐘" in bob.get("/in/monday").text
    pass_by(minutes=20)
    running = meetings.running(actors["bob"].team)
    assert f"/in/monday/meetings/{running.id}/end" in bob.get("/in/monday").text
    assert bob.post(f"/in/monday/meetings/{running.id}/end").status_code == 302
    assert ">20<" in bob.get("/in/monday?page=99").text


def test_the_next_one_is_planned_as_the_last(hold, actors):
    assert meetings.planned(actors["bob"].team) == meetings.MINUTES
    for planned in (45, 20):
        hold(15, planned)
    assert meetings.planned(actors["bob"].team) == 20


def test_others_of_the_team_see_that_it_runs_and_end_nothing(sign_in, pass_by, actors, cast):
    with transaction():
        meeting = meetings.begin(actors["bob"], 25).id
    for name, sees in (("alice", True), ("charlie", False)):
        browser = sign_in(name)
        page = browser.get("/in/monday").text
        assert ("預計 25 分鐘" in page) == sees
        assert f"{meeting}/end" not in page
        assert browser.post(f"/in/monday/meetings/{meeting}/end").status_code == 403


@pytest.mark.parametrize("minutes", ["", "0", "241", "x"])
def test_what_is_no_number_of_minutes_gets_a_sentence(sign_in, cast, minutes):
    answer = sign_in("bob").post("/in/monday/meetings", data={"minutes": minutes})
    assert answer.status_code == 422
    assert len(refused(answer)) == 1
    assert f'value="{minutes}"' in answer.text


def test_nothing_of_a_meeting_tells_who_was_there():
    assert set(Meeting.__table__.c.keys()) == {
        *("id", "team_id", "account_id", "day", "planned", "began", "spent")
    }
