"""The one clock, and a day of the past inside it."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.core import clock

DAY = date(2026, 2, 28)


def test_a_day_changes_at_midnight_of_the_organisation(app):
    with time_machine.travel(datetime(2026, 11, 23, 16, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 11, 24)


def test_inside_as_on_it_is_noon_of_that_day(app):
    with clock.as_on(DAY):
        assert clock.today() == DAY
        assert clock.local(clock.now()).hour == 12
    assert clock.today() != DAY


def stop_on(day: date) -> None:
    """An error in the middle of another day."""
    with clock.as_on(day):
        assert clock.today() == day
        raise ZeroDivisionError


def test_as_on_nests_and_ends_clean_after_an_error(app):
    with clock.as_on(DAY):
        with pytest.raises(ZeroDivisionError):
            stop_on(date(2024, 2, 29))
        assert clock.today() == DAY
