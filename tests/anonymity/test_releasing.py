from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.anonymity.releasing import Hold, Kind, Row, Window, moves, part, shuffled

OLD, NOW = "old-key", "new-key"


def row(hold: Hold, kid: str | None = NOW, number: int = 0) -> Row[str]:
    return Row(number.to_bytes(32, "big"), f"item {number}", hold, kid)


def seeded(number: int) -> Random:
    return Random(number)  # noqa: S311 - a test must give the same twice


FIXED = Window(Kind.FIXED, retired={OLD})
URGENT = Window(Kind.URGENT, retired={OLD})


@pytest.mark.parametrize(
    ("hold", "kid", "fixed", "urgent"),
    [
        (Hold.RELEASE, NOW, True, False),
        (Hold.RELEASE, None, True, False),
        (Hold.URGENT, NOW, True, True),
        (Hold.URGENT, None, True, True),
        (Hold.EPOCH, NOW, False, False),
        (Hold.EPOCH, OLD, True, False),
        (Hold.EPOCH, None, True, False),
    ],
)
def test_each_hold_waits_for_its_release(hold, kid, fixed, urgent):
    assert moves(row(hold, kid), FIXED) == fixed
    assert moves(row(hold, kid), URGENT) == urgent


@pytest.mark.parametrize("hold", list(Hold))
@pytest.mark.parametrize("kind", list(Kind))
def test_posts_wait_until_enough_have_collected(hold, kind):
    window = Window(kind, retired={OLD, NOW}, under_floor={NOW})
    assert not moves(row(hold), window)
    assert moves(row(hold, None), window) == (kind == Kind.FIXED or hold == Hold.URGENT)


ROWS = st.lists(
    st.builds(row, st.sampled_from(Hold), st.sampled_from([OLD, NOW, None]), st.integers(0, 2**32)),
    max_size=30,
)


@given(ROWS, st.sampled_from([FIXED, URGENT]))
def test_every_row_moves_or_stays(rows, window):
    moving, staying = part(iter(rows), window)
    assert sorted(map(repr, moving + staying)) == sorted(map(repr, rows))
    assert all(moves(each, window) for each in moving)
    assert not any(moves(each, window) for each in staying)


@given(ROWS, st.integers())
def test_a_shuffle_loses_and_adds_nothing(rows, seed):
    nullifiers, items = shuffled(iter(rows), seeded(seed))
    assert sorted(nullifiers) == sorted(each.nullifier for each in rows)
    assert sorted(items) == sorted(each.item for each in rows)


def test_neither_list_tells_the_place_in_the_other():
    rows = [row(Hold.RELEASE, number=number) for number in range(10)]
    matches = [0] * 10
    for seed in range(3000):
        nullifiers, items = shuffled(rows, seeded(seed))
        place = items.index("item 3")
        matches[int.from_bytes(nullifiers[place], "big")] += 1
    # Each of ten nullifiers stands at the item's place about 300 times; 6 sigma is 99.
    assert all(201 < count < 399 for count in matches)


def test_without_a_seed_each_order_is_another():
    rows = [row(Hold.RELEASE, number=number) for number in range(30)]
    nullifiers, items = shuffled(rows)
    again = shuffled(rows)
    assert (nullifiers, items) != again
    assert nullifiers != [each.nullifier for each in rows]
    assert items != [each.item for each in rows]
