"""Working time: shifts, nights, days off and summer time, against a count minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.worktime import WorkTime

TAIPEI = ZoneInfo("Asia/Taipei")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkTime(TAIPEI)
NIGHTS = WorkTime(TAIPEI, dict.fromkeys(range(5), ((time(22), time(6)),)))
ALWAYS = WorkTime(BERLIN, dict.fromkeys(range(7), ((time(0), time(0)),)))
FRIDAY = date(2026, 11, 27)
HOUR = timedelta(hours=1)


def at(zone, day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def test_a_weekend_is_not_working_time():
    start = OFFICE.first_after(FRIDAY)
    assert start == at(TAIPEI, date(2026, 11, 30), 8)
    assert OFFICE.add(at(TAIPEI, FRIDAY, 16), 2 * HOUR) == at(TAIPEI, date(2026, 11, 30), 9)


def test_four_hours_of_the_next_working_day_are_over_at_noon():
    assert OFFICE.add(OFFICE.first_after(FRIDAY), 4 * HOUR) == at(TAIPEI, date(2026, 11, 30), 12)


def test_a_day_off_is_skipped():
    off = WorkTime(TAIPEI, off=frozenset({date(2026, 11, 30)}))
    assert off.first_after(FRIDAY) == at(TAIPEI, date(2026, 12, 1), 8)
    assert off.between(at(TAIPEI, FRIDAY, 18), at(TAIPEI, date(2026, 12, 1), 8)) == 0 * HOUR


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    saturday = FRIDAY + timedelta(days=1)
    assert NIGHTS.between(at(TAIPEI, saturday, 0), at(TAIPEI, saturday, 12)) == 6 * HOUR
    assert NIGHTS.add(at(TAIPEI, saturday, 5), 2 * HOUR) == at(TAIPEI, date(2026, 11, 30), 23)


def test_an_hour_of_summer_time_counts_once():
    before = at(BERLIN, date(2026, 10, 24), 12)
    assert ALWAYS.between(before, at(BERLIN, date(2026, 10, 25), 12)) == 25 * HOUR
    assert ALWAYS.add(before, 25 * HOUR) == at(BERLIN, date(2026, 10, 25), 12)


def test_where_nobody_works_no_time_comes():
    nobody = WorkTime(TAIPEI, {})
    assert nobody.between(at(TAIPEI, FRIDAY, 0), at(TAIPEI, FRIDAY, 23)) == 0 * HOUR
    with pytest.raises(ValueError, match="no shift"):
        nobody.add(at(TAIPEI, FRIDAY, 0), HOUR)
    with pytest.raises(ValueError, match="no shift"):
        nobody.first_after(FRIDAY)


def minutes(calendar, start, end):
    """Count by looking at each minute alone."""
    found, now = 0, start
    while now < end:
        found += any(begins <= now < ends for begins, ends in around(calendar, now))
        now += timedelta(minutes=1)
    return timedelta(minutes=found)


def around(calendar, now):
    day = now.astimezone(calendar.zone).date()
    for begins, ends in calendar.spans(day - timedelta(days=1)):
        if begins > now:
            return
        yield begins, ends


instants = st.integers(0, 4 * 24 * 60).map(
    lambda minute: at(TAIPEI, FRIDAY, 0) + timedelta(minutes=minute)
)


@given(st.sampled_from([OFFICE, NIGHTS]), instants, st.integers(0, 900))
def test_what_is_added_is_what_lies_between(calendar, start, more):
    end = start + timedelta(minutes=more)
    assert calendar.between(start, end) == minutes(calendar, start, end)
    amount = timedelta(minutes=more + 1)
    assert calendar.between(start, calendar.add(start, amount)) == amount
