"""How well a time tells which of two it was: pairs in turn, and the area under the ROC curve."""

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from random import Random

Times = dict[str, list[float]]


def auc(one: Sequence[float], other: Sequence[float]) -> float:
    """How often a time of `other` is longer than one of `one`; equal times count half.

    By the sum of ranks (Mann and Whitney): 0.5 tells nothing, 0 and 1 tell everything.
    """
    marked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks, before = 0.0, 0
    for _value, group in groupby(marked, key=lambda pair: pair[0]):
        tied = [of_other for _value, of_other in group]
        # All that are equal share the middle of their ranks.
        ranks += sum(tied) * (before + (len(tied) + 1) / 2)
        before += len(tied)
    least = len(other) * (len(other) + 1) / 2
    return (ranks - least) / (len(one) * len(other))


def measured(
    asks: Mapping[str, Callable[[], None]],
    rounds: int,
    chance: Random,
    clock: Callable[[], float] = time.perf_counter,
    pause: float = 0.0,
) -> Times:
    """Seconds that each takes, asked in turn, in another order in every round.

    A pause before each keeps all together under the pace of the portal.
    """
    times: Times = {name: [] for name in asks}
    order = list(asks)
    for _round in range(rounds):
        chance.shuffle(order)
        for name in order:
            time.sleep(pause)
            begun = clock()
            asks[name]()
            times[name].append(clock() - begun)
    return times


def pairs(times: Times) -> dict[tuple[str, str], float]:
    """The area for every two of them."""
    names = list(times)
    return {
        (one, other): auc(times[one], times[other])
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }
