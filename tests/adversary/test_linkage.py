"""The linkage attack in short: who wrote what is not found, and would be if it could be."""

import pytest

from tests.adversary.plan import CONTROLS, SHORT
from tests.adversary.scoring import attacked, halves, judged, lower_bound, order_seen
from tests.adversary.variants import THIEF, THIEF_LIVE, VARIANTS, hand_over
from tests.adversary.world import live

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]
# The long run states a bound of 95 %; this one must not fail by chance.
SURE = 0.9999
MOST = 2.5


def judged_as(variant, folder, truth):
    held = hand_over(folder / "left", variant, folder / "held" / variant.name.replace(" ", "-"))
    return judged(halves(attacked(held, truth)))


def test_no_attacker_finds_authors_much_more_often_than_by_chance(tmp_path):
    truth = live(SHORT, 1, tmp_path)
    assert len(truth.authors) > 40
    for variant in VARIANTS:
        score = judged_as(variant, tmp_path, truth)
        assert score.posts > 10
        assert lower_bound(score.hits, score.posts, SURE) <= MOST * score.chance, variant.name
    # The order inside one window is said openly; should it not be seen, the attacker is too weak.
    held = hand_over(tmp_path / "left", THIEF_LIVE, tmp_path / "order")
    assert order_seen(attacked(held, truth)) > 0.9


LEAST = {
    "tokens on demand, with times": (0.9, THIEF),
    "row order kept": (0.5, THIEF_LIVE),
    "proxy log with addresses": (0.5, THIEF),
}


# One of them in every gate: without it the attack above would prove nothing.
FIRST, *OTHERS = CONTROLS


@pytest.mark.parametrize(
    "name", [FIRST, *(pytest.param(name, marks=pytest.mark.long) for name in OTHERS)]
)
def test_the_same_attacker_finds_them_where_a_protection_is_missing(name, tmp_path):
    least, variant = LEAST[name]
    score = judged_as(variant, tmp_path, live(CONTROLS[name], 1, tmp_path))
    assert score.posts > 10
    assert score.rate > least
