"""The measure itself, on a clock that is set: no test here waits for a machine."""

from random import Random

import pytest

from tests.timing.measuring import auc, measured, pairs


@pytest.mark.parametrize(
    ("one", "other", "area"),
    [
        ([1, 2, 3], [4, 5, 6], 1.0),
        ([4, 5, 6], [1, 2, 3], 0.0),
        ([1, 2], [1, 2], 0.5),
        ([7, 7, 7], [7, 7], 0.5),
        # Of six pairs: 1<2, 1<2, 2=2 twice, 3>2 twice.
        ([1, 2, 3], [2, 2], 0.5),
        ([1, 2], [2, 3], 0.875),
        ([5], [1, 5, 9, 9], 0.625),
    ],
)
def test_the_area_is_the_share_of_pairs_and_ties_count_half(one, other, area):
    assert auc(one, other) == area


def test_the_area_is_that_of_comparing_every_pair():
    chance = Random(3)  # noqa: S311
    one, other = ([chance.randrange(30) for _ in range(80)] for _ in range(2))
    compared = [(a < b) + (a == b) / 2 for a in one for b in other]
    assert auc(one, other) == pytest.approx(sum(compared) / len(compared))


class StandIn:
    """Answers after a time like a server's, with a long tail; a planted one takes longer."""

    def __init__(self, seed):
        self.now, self.chance = 0.0, Random(seed)  # noqa: S311

    def answering(self, planted=0.0):
        def ask():
            self.now += 0.003 + self.chance.lognormvariate(0, 1) * 0.0004 + planted

        return ask

    def areas(self, **planted):
        asks = {name: self.answering(seconds) for name, seconds in planted.items()}
        return pairs(measured(asks, 2000, self.chance, lambda: self.now))


def test_equal_answers_are_not_told_apart_and_half_a_millisecond_is_found():
    areas = StandIn(5).areas(unknown=0.0, waiting=0.0, planted=0.0005)
    assert 0.47 < areas["unknown", "waiting"] < 0.53
    assert areas["unknown", "planted"] > 0.7
    assert areas["waiting", "planted"] > 0.7


def test_everybody_is_asked_once_in_a_round_and_in_changing_order():
    asked = []
    names, chance = "abc", Random(1)  # noqa: S311
    measured({name: lambda name=name: asked.append(name) for name in names}, 50, chance)
    rounds = ["".join(asked[at : at + 3]) for at in range(0, 150, 3)]
    assert {"".join(sorted(one)) for one in rounds} == {names}
    assert len(set(rounds)) == 6
