"""How alike two texts are: by pairs of Chinese letters and by words."""

import re
from collections.abc import Sequence

from portal.detectors.folding import HAN, folded, in_simplified

_RUNS = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")
_HAN = re.compile(rf"[{HAN}]")


def _pieces(text: str) -> frozenset[str]:
    """What a text is made of: pairs of neighbouring Chinese letters, other words whole."""
    found: set[str] = set()
    for run in _RUNS.findall(in_simplified(folded(text)).text):
        if _HAN.match(run) and len(run) > 1:
            found.update(run[place : place + 2] for place in range(len(run) - 1))
        else:
            found.add(run)
    return frozenset(found)


def alike(a: str, b: str) -> float:
    """From 0 (nothing in common) to 1 (made of the same pieces)."""
    return _share(_pieces(a), _pieces(b))


def nearest(text: str, others: Sequence[str], *, least: float = 0.5) -> tuple[int, float] | None:
    """Which of the others is most alike, and how much; None when none is at least that alike.

    It looks once at each of the others.
    """
    mine = _pieces(text)
    ranked = ((_share(mine, _pieces(other)), -place) for place, other in enumerate(others))
    share, place = max(ranked, default=(0.0, 0))
    return (-place, share) if others and share >= least else None


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
