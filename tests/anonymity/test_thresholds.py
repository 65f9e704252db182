import pytest

from portal.anonymity.thresholds import bucket, floor_in_force


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "<5"), (4, "<5"), (5, "5+"), (9, "5+"), (10, "10+"), (19, "10+"), (20, "20+"), (49, "20+"),
     (50, "50+"), (5000, "50+")],
)  # fmt: skip
def test_people_are_counted_in_five_words(count, shown):
    assert bucket(count) == shown


@pytest.mark.parametrize(
    ("setting", "roster", "floor"),
    [(20, 20, 20), (20, 500, 20), (20, 19, 5), (20, 5, 5), (20, 4, None), (5, 30, 5), (5, 5, 5),
     (5, 4, None), (40, 30, 40)],
)  # fmt: skip
def test_the_floor_follows_the_roster(setting, roster, floor):
    assert floor_in_force(setting, roster, demo=False) == floor


@pytest.mark.parametrize(
    ("setting", "roster", "floor"), [(1, 4, 1), (1, 10, 1), (1, 30, 1), (20, 4, 20)]
)
def test_a_demo_keeps_its_setting_under_five(setting, roster, floor):
    assert floor_in_force(setting, roster, demo=True) == floor
