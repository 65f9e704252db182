"""Why texts are one theme: the phrases of its label, and in how many of them each stands."""

from collections.abc import Iterable

from portal.themes.shapes import JOINT
from portal.themes.spelling import folded


def shared(label: str, texts: Iterable[str]) -> list[tuple[str, int]]:
    """Each phrase of a label with the number of these texts in which it stands, in any spelling."""
    plain = [folded(text) for text in texts]
    return [(one, sum(folded(one) in text for text in plain)) for one in label.split(JOINT)]
