"""Weekly candles: opened where the last week closed, never carried, better towards the target."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.okr.candles import Candle, candles, grows, is_better, monday_of, weeks
from portal.okr.models import Kind

MONDAY = date(2026, 10, 5)


def read(*values):
    """Readings as (days after the first Monday, value)."""
    return [(MONDAY + timedelta(days=day), Decimal(value)) for day, value in values]


def test_a_week_has_its_open_high_low_and_close():
    (first,) = candles(Decimal(78), read((0, 80), (2, 74), (6, 77)))
    assert first == Candle(MONDAY, Decimal(78), Decimal(80), Decimal(74), Decimal(77))
    assert first.week == 41


def test_a_week_opens_where_the_last_one_closed_and_an_empty_week_is_a_gap():
    found = candles(Decimal(78), read((1, 80), (22, 85)))
    assert [one.monday for one in found] == [MONDAY, MONDAY + timedelta(days=21)]
    assert (found[1].open, found[1].low, found[1].close) == (80, 80, 85)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(-100, 100)), min_size=1))
def test_every_candle_holds_its_ends_and_follows_the_one_before(values):
    dated = sorted(read(*values), key=lambda one: one[0])
    found = candles(Decimal(5), dated)
    assert all(one.low <= min(one.open, one.close) for one in found)
    assert all(one.high >= max(one.open, one.close) for one in found)
    assert [one.open for one in found] == [Decimal(5), *(one.close for one in found[:-1])]
    assert {one.monday for one in found} == {monday_of(day) for day, _value in dated}
    assert found[-1].close == dated[-1][1]


@pytest.mark.parametrize(
    ("kind", "baseline", "target", "more"),
    [
        (Kind.REACH, 78, 95, True),
        (Kind.REDUCE, 8, 3, False),
        (Kind.REACH, 8, 3, False),
        (Kind.RATE, 60, 50, True),
    ],
)
def test_better_is_towards_the_target(kind, baseline, target, more):
    assert grows(kind, Decimal(baseline), Decimal(target)) is more
    up = Candle(MONDAY, Decimal(4), Decimal(5), Decimal(4), Decimal(5))
    assert is_better(up, grows=more) is more


def test_the_weeks_of_a_cycle_begin_with_the_one_of_its_first_day():
    found = weeks(date(2026, 10, 1), date(2026, 10, 12))
    assert found == [date(2026, 9, 28), MONDAY, date(2026, 10, 12)]
