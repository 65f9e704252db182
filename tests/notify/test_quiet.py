"""When nobody is told anything that can wait."""

from datetime import date, datetime, time

import pytest

from portal.notify.quiet import Quiet

NIGHTS = Quiet(time(19), time(8), frozenset({5, 6}))


@pytest.mark.parametrize(
    ("instant", "quiet"),
    [
        ("2026-11-26T07:59", True),
        ("2026-11-26T08:00", False),
        ("2026-11-26T18:59", False),
        ("2026-11-26T19:00", True),
        ("2026-11-28T12:00", True),
        ("2026-11-29T12:00", True),
    ],
)
def test_nights_and_weekends_are_quiet(instant, quiet):
    assert NIGHTS.holds(datetime.fromisoformat(instant)) is quiet


def test_quiet_hours_within_a_day():
    lunch = Quiet(time(12), time(13), frozenset())
    assert lunch.holds(datetime.fromisoformat("2026-11-26T12:30"))
    assert not lunch.holds(datetime.fromisoformat("2026-11-26T13:00"))


@pytest.mark.parametrize(
    ("day", "since"), [("2026-11-26", "2026-11-25"), ("2026-11-30", "2026-11-27")]
)
def test_the_last_day_on_which_people_were_told(day, since):
    assert NIGHTS.since(date.fromisoformat(day)) == date.fromisoformat(since)


def test_of_nothing_but_quiet_days_the_last_week_counts():
    never = Quiet(time(19), time(8), frozenset(range(7)))
    assert never.since(date(2026, 11, 26)) == date(2026, 11, 19)
