"""How easily a line is read: a hint, no verdict.

English: the reading ease of R. Flesch, "A new readability yardstick", Journal of Applied
Psychology 32 (1948), from the length of sentences and of words. Chinese: the same two sides, the
length of a sentence and the share of uncommon characters, which are among the features of Y.-T.
Sung et al., "Constructing and validating readability models", Behavior Research Methods 47 (2015).
Common is what stands in the first level of Big5 (5,401 characters) or of GB/T 2312-1980 (3,755).
Words of offices that nobody says at home are counted beside it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.wording.sentence import chinese

LONG, VERY_LONG = 25, 40
RARE = 0.06
JARGON = re.compile(
    r"賦能|赋能|閉環|闭环|抓手|對齊|对齐|沉澱|沉淀|顆粒度|颗粒度|方法論|方法论|全方位|精細化"
    r"|精细化|一站式|數位轉型|数字化转型|價值鏈|价值链|生態系統?|生态系统?|標竿|利害關係人"
    r"|滲透率|渗透率|轉化漏斗|协同效应|協同效應|綜效|可視化|客製化|最佳化|"
    r"\b(?:synerg\w+|leverag\w+|stakeholders?|alignment|holistic|paradigm|utili[sz]\w+"
    r"|operationali[sz]\w+|bandwidth|ecosystem|best-in-class|throughput|deliverables?"
    r"|actionable)\b",
    re.IGNORECASE,
)
EASY, FAIR = 60.0, 40.0


class Ease(StrEnum):
    """How a line reads to somebody who does other work."""

    EASY = "easy"
    FAIR = "fair"
    HARD = "hard"


@dataclass(frozen=True)
class Reading:
    """The ease of a line, and what makes it harder: long, rare characters, words of offices."""

    ease: Ease
    long: bool
    rare: str
    jargon: str


def read(text: str) -> Reading:
    """How easily this line is read."""
    jargon = " ".join(dict.fromkeys(found[0] for found in JARGON.finditer(text)))
    return _chinese(text, jargon) if chinese(text) else _english(text, jargon)


def _common(char: str, codec: str, first: int, last: int) -> bool:
    try:
        code = int.from_bytes(char.encode(codec), "big")
    except UnicodeEncodeError:
        return False
    return first <= code <= last


def rare(text: str) -> str:
    """The characters of a text that stand in no list of common ones, each once."""
    found = dict.fromkeys(re.findall(r"[一-鿿]", text))
    return "".join(
        char
        for char in found
        if not (_common(char, "big5", 0xA440, 0xC67E) or _common(char, "gb2312", 0xB0A1, 0xD7F9))
    )


def _chinese(text: str, jargon: str) -> Reading:
    longest = max(map(len, re.split(r"[，。；！？,;.!?]", text)))
    strange = rare(text)
    hard = (
        (longest > LONG) + (longest > VERY_LONG) + (len(strange) / len(text) > RARE) + bool(jargon)
    )
    return Reading(_grade(hard), longest > LONG, strange, jargon)


def _grade(hard: int) -> Ease:
    return (Ease.EASY, Ease.FAIR, Ease.HARD)[min(hard, 2)]


def flesch(text: str) -> float:
    """Flesch's reading ease of an English text; 60 and more is plain English."""
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", text)
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    syllables = sum(map(_syllables, words))
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / max(1, len(words))


def _syllables(word: str) -> int:
    silent = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", silent)))


def _english(text: str, jargon: str) -> Reading:
    ease, long = flesch(text), len(text.split()) > LONG
    hard = (ease < EASY) + (ease < FAIR) + long + bool(jargon)
    return Reading(_grade(hard), long, "", jargon)
