"""About which key results nothing had been said by the last release, of those of whom it is known.

That nothing was said is a number too: none. It is told only where anybody can count it: of a goal
whose team is large enough for its texts to stand on its own page, in a list that everybody reads.
Of a goal of fewer people nothing is told, silence neither: its texts stand under a larger goal, and
to say that none of them was about it, or that one was, would take them apart. What is told changes
with a release alone, when the list does.
"""

from collections.abc import Iterable

from portal.okr.models import KeyResult
from portal.voice import counts
from portal.voice.crowds import Crowds, thresholds


def silent(goals: Iterable[KeyResult]) -> dict[str, bool]:
    """By key result whether nothing had been said; before the first release, of none."""
    told = counts.by_goal("kind")
    if not any(scope == counts.ALL for scope, _kind in told):
        return {}
    heard, crowds, k = {scope for scope, _kind in told}, Crowds(), thresholds()
    floor = max(k.numbers, k.texts)
    return {
        one.id: one.id not in heard for one in goals if crowds.size(one.objective.team_id) >= floor
    }
