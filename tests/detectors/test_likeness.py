"""Texts that say nearly the same."""

import time

from hypothesis import given
from hypothesis import strategies as st

from portal.detectors import alike, nearest


def test_the_same_in_other_letters_is_the_same():
    assert alike("三號線的料不夠", "三号线的料不够") == 1
    assert alike("No gloves on LINE 3", "no gloves on line 3!") == 1


def test_nearly_the_same_is_more_alike_than_another_thing():
    near = alike("三號線的料每天都不夠", "三號線的料不夠")
    assert near >= 0.5 > alike("三號線的料每天都不夠", "冷氣壞了兩個月")


def test_nothing_is_like_nothing():
    assert alike("", "") == alike("。。", "料不夠") == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_the_same_both_ways_and_between_0_and_1(a, b):
    assert 0 <= alike(a, b) == alike(b, a) <= 1


def test_the_nearest_is_found_or_none_is():
    others = ["冷氣壞了", "三號線的料不夠", "沒有手套"]
    assert nearest("三號線的料還是不夠", others) == (1, alike(others[1], "三號線的料還是不夠"))
    assert nearest("便當難吃", others) is None
    assert nearest("便當難吃", []) is None


def test_it_looks_through_five_thousand_posts_in_about_a_second():
    posts = [f"第 {number} 號機台的料每天都不夠，問了兩次沒有人回" for number in range(5000)]
    began = time.perf_counter()
    assert nearest(posts[77], posts) == (77, 1.0)
    assert time.perf_counter() - began < 3
