"""The drawing: up is towards the target, nothing leaves the paper, few has one height."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.okr.candles import candles
from portal.okr.kline import NARROW, STUB, WIDE, Chart, Volume, drawn, moves, steps
from tests.okr.test_candles import MONDAY, read

WEEKS = [MONDAY + timedelta(days=7 * place) for place in range(13)]


def chart(values, baseline, target, *, grows=True, volumes=None, marks=()):
    found = candles(Decimal(baseline), read(*values))
    return Chart(WEEKS, found, Decimal(target), grows, volumes or {}, marks)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_up_is_towards_the_target_for_what_shall_shrink_too(size):
    up = drawn(chart([(0, 80), (7, 90)], 78, 95), size)
    down = drawn(chart([(0, 7), (7, 4)], 8, 3, grows=False), size)
    for one in (up, down):
        assert one.bodies[0].better
        assert one.bodies[1].better
        assert one.goal < one.bodies[1].top < one.bodies[0].top


def test_few_and_withheld_are_stubs_of_one_height_and_a_number_is_a_bar():
    volumes = {WEEKS[0]: Volume("<5"), WEEKS[1]: Volume("·"), WEEKS[2]: Volume("20", 20)}
    few, withheld, many = drawn(chart([(0, 80)], 78, 95, volumes=volumes), WIDE).bars
    assert (few.height, withheld.height, few.told, withheld.told) == (STUB, STUB, False, False)
    assert many.told
    assert many.height > STUB


def test_marks_of_one_week_do_not_cover_each_other():
    found = drawn(chart([(0, 80)], 78, 95, marks=[(WEEKS[0], 1), (WEEKS[0], 2)]), WIDE).flags
    assert len({(x, y) for x, y, _number in found}) == 2


def test_weeks_that_moved_are_counted_by_where_they_went():
    assert moves(chart([(0, 80), (7, 70), (14, 70)], 78, 95).candles, grows=True) == (1, 1)


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(-1000, 1000)), min_size=1),
    st.integers(-1000, 1000),
    st.booleans(),
    st.sampled_from([WIDE, NARROW]),
)
def test_nothing_leaves_the_paper(values, target, more, size):
    values.sort(key=lambda one: one[0])
    found = drawn(chart(values, 5, target, grows=more, marks=[(WEEKS[0], 1)]), size)
    ys = [y for one in found.bodies for y in (one.high, one.low, one.top, one.top + one.height)]
    ys += [y for _x, y, _number in found.flags]
    assert min([*ys, found.goal]) >= 0
    assert max(ys) <= found.floor
    assert all(one.left >= 36 and one.left + one.width <= size[0] - 46 for one in found.bodies)


@given(st.decimals(-(10**9), 10**9, places=4), st.decimals(0, 10**9, places=4))
def test_steps_hold_what_they_are_for_and_are_few(low, span):
    found = steps(low, low + span)
    assert found[0] <= low
    assert found[-1] >= low + span
    assert len(found) <= 9
