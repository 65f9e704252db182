"""What a theme is called: up to three phrases of its own posts, cut from the texts as written."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from portal.themes.shapes import JOINT
from portal.themes.spelling import folded, places
from portal.themes.words import cut, runs, terms

PHRASES = 3
# A phrase stands in so many posts at least, so that none of them is known by it; and is written
# in one way in two of them.
LEAST_POSTS = 3
LEAST_SPELT = 2
# So many of a theme's posts are read: the first by the hash of their texts.
MOST_READ = 30
# A pair of words says more than one of them where it is nearly as common.
PAIR = 1.6


@dataclass
class Phrases:
    """The phrases of a theme's posts: in how many each stands, and how they write it."""

    read: int
    posts: Counter[str]
    spelt: Mapping[str, Counter[str]]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Phrases":
        """Count them once a post; how they are written only where enough posts have them."""
        some = texts[:MOST_READ]
        spans = [dict(phrases(folded(text))) for text in some]
        posts = Counter(phrase for one in spans for phrase in one)
        spelt: dict[str, Counter[str]] = defaultdict(Counter)
        for text, one in zip(some, spans, strict=True):
            where = places(text)
            for phrase, (start, end) in one.items():
                if posts[phrase] >= LEAST_POSTS:
                    spelt[phrase][text[where[start] : where[end - 1] + 1]] += 1
        return cls(len(some), posts, spelt)

    def written(self, phrase: str) -> str:
        """The commonest way of writing it, or nothing if it would point at few."""
        written, count = min(self.spelt[phrase].items(), key=lambda one: (-one[1], one[0]))
        enough = self.posts[phrase] >= LEAST_POSTS and count >= LEAST_SPELT
        return written if enough else ""


def phrases(plain: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Words of a folded text and pairs that stand side by side, and from where to where."""
    words = terms(cut(runs(plain)))
    for term, start, end, han in words:
        if end - start >= (2 if han else 3):
            yield term, (start, end)
    for (one, start, middle, han), (two, after, end, also) in pairwise(words):
        if han is also and plain[middle:after] == ("" if han else " "):
            yield f"{one} {two}", (start, end)


def labels(
    groups: Mapping[str, Sequence[str]], wanted: Sequence[str], taken: Iterable[str] = ()
) -> dict[str, str]:
    """A label for each wanted group of texts, set against all groups; none twice, none taken.

    A group whose posts share no phrase is called by a number, which tells nothing of them.
    """
    counted = {id_: Phrases.of(texts) for id_, texts in groups.items()}
    everywhere: Counter[str] = Counter()
    for found in counted.values():
        everywhere.update(found.posts)
    used, chosen = set(taken), {}
    for id_ in wanted:
        chosen[id_] = _unused(_choices(counted[id_], everywhere), id_, used)
        used.add(chosen[id_])
    return chosen


def _choices(found: Phrases, everywhere: Counter[str]) -> list[str]:
    """The best phrases of a theme, best first, none within another."""
    scored = sorted(
        (-_score(phrase, found, everywhere), phrase)
        for phrase, count in found.posts.items()
        if count >= LEAST_POSTS and found.written(phrase)
    )
    kept: list[str] = []
    for _, phrase in scored:
        if not any(_overlap(phrase, other) for other in kept):
            kept.append(phrase)
    return [found.written(phrase) for phrase in kept]


def _score(phrase: str, found: Phrases, everywhere: Counter[str]) -> float:
    """Class-based tf-idf over posts: common here, rare elsewhere."""
    inside = found.posts[phrase]
    elsewhere = everywhere[phrase] - inside
    weight = PAIR if " " in phrase else 1.0
    return weight * inside / found.read * math.log(1 + (1 + inside) / (1 + elsewhere))


def _overlap(one: str, other: str) -> bool:
    return bool(set(one.split()) & set(other.split()))


def _unused(choices: Sequence[str], id_: str, used: set[str]) -> str:
    """Up to three phrases that no other theme is called by, or a number."""
    for count in (PHRASES, *range(PHRASES + 1, len(choices) + 1), *range(PHRASES - 1, 0, -1)):
        label = JOINT.join(choices[:count])
        if label and label not in used:
            return label
    number = crc32(id_.encode()) % 10_000
    while f"#{number}" in used:
        number += 1
    return f"#{number}"
