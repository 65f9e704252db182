"""The figures of a sentence with their units, and none that is a name: 第 3 產線, ISO 9001, "
"24/7."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.wording.periods import DIGITS

HIDDEN = "\u0000"
NAMES = re.compile(
    r"https?://\S+|#\d+"
    r"|第\s*[\d一二三四五六七八九十]+\s*(?!季)\w?"
    r"|\b(?:ISO|IEC|IATF|GB|CNS|COVID|iPhone|iPad|Windows|Python|Java|Node|PHP|Android|iOS"
    r"|Office|Wi-?Fi|OHSAS|SA|HTTP|IPv|Web|GPT|"
    r"version|ver\.?|v|release|line|lines|shift|warehouse|machine|floor|plant|building|room"
    r"|team|step|level|phase|stage|tier|zone|area|"
    r"section|chapter|milestone|issue|ticket|sprint|priority|P)[- ]?\d+(?:\.\d+)*(?!\d*\s*%)"
    r"|(?<![\d.])\d+\s*(?:號|号)(?:倉|仓|機|机|線|线|店|廠|厂|樓|楼|門|门|)(?:台)?"
    r"|(?<![\d.])\d+\s*(?:樓|楼|廠|厂|產線|产线)"
    r"|\bv?\d+\.\d+\.\d+\b|\b24\s*/\s*7\b|\b7-(?:11|ELEVEN)\b|(?<![\d.])24\s*小時(?=客服|服務"
    r"|營業)|\b24[- ]hours?\b(?=\s+\w)"
    r"|(?<![\d.$£€])\d+(?:S|G|D|C)\b|\bB2[BC]\b|\d+/\d+/\d+"
    r"|(?<![\d.,$£€/-])(?:19|20)\d\d(?![\d,.%]|\s*(?:[件個个人位家筆次台張元%]|users|customers))",
    re.IGNORECASE,
)
SCALES = {
    "k": 1000,
    "m": 10**6,
    "千": 1000,
    "萬": 10**4,
    "万": 10**4,
    "億": 10**8,
    "亿": 10**8,
    "million": 10**6,
    "thousand": 1000,
    "billion": 10**9,
}
CLASSIFIERS = (
    "分鐘|分钟|小時|小时|工時|秒鐘|秒|個月|个月|天|日|週|周|元|塊|块|公斤|公噸|噸|吨|公里|公尺"
    "|度電|度|平方米|坪|"
    "百分點|百分点|個百分點|分|點|点|倍|筆|笔|件|個|个|人|位|名|家|間|间|場|场|次|台|張|张|份"
    "|項|项|篇|款|本|條|条|組|组|支|種|种|輛|辆|箱|單|单|例|起|顆|颗|戶|户|班"
)
TIME = {
    **dict.fromkeys(("second", "秒", "秒鐘"), 1),
    **dict.fromkeys(("minute", "分鐘", "分钟"), 60),
    **dict.fromkeys(("hour", "小時", "小时"), 3600),
    **dict.fromkeys(("day", "天", "日"), 86400),
    **dict.fromkeys(("week", "週", "周"), 604800),
}
WORDS = {
    word: value
    for value, word in enumerate(
        (
            "zero",
            "",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
    if word
} | {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}
ENGLISH = (
    r"percentage points|percent|per cent|%|seconds?|minutes?|mins?|hours?|days?|weeks?|months?"
    r"|people|points?|dollars|euros|pounds|per (?:thousand|mille|million)"
)
DIGITAL = re.compile(
    rf"(?P<money>[$£€¥]|NT\$"
    rf"|HK\$)?(?<![A-Za-z0-9.,])(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>[kKM](?![A-Za-z])"
    rf"|[千萬万億亿]|(?:million|thousand|billion)\b)?"
    rf"(?:\s*(?P<unit>%|{CLASSIFIERS}|(?:{ENGLISH})(?![a-z])))?",
)
SPELLED = re.compile(
    rf"\b(?P<n>{'|'.join(WORDS)}|(?<=least\s)one|(?<=most\s)one)\b(?!\s+(?:out\s+of"
    rf"|thirds))(?:\s+(?P<unit>(?:{ENGLISH})\b))?",
    re.IGNORECASE,
)
HAN = re.compile(
    rf"(?<![第每這这那同一二三四五六七八九十])(?P<n>[兩两二三四五六七八九十百]+"
    rf"|一(?=[天小個个週周]))(?P<unit>{CLASSIFIERS})",
)
TENTHS = re.compile(
    r"(?P<a>[一二三四五六七八九])成(?P<b>[一二三四五六七八九])?(?!長|为|為|功|本|果|立|品)",
)
PARTS = re.compile(r"(?P<of>[百千萬万])分之(?P<n>[一二三四五六七八九十]+|\d+(?:\.\d+)?)")
SHARE = re.compile(
    r"\b(?P<a>\d+|two|three|four|five|nine|one)\s+(?:out\s+)?of\s+(?:(?:the|our"
    r"|all)\s+)?(?P<b>\d+|two|three|four|five|ten)\b",
    re.IGNORECASE,
)
HALF = re.compile(r"\b(?:half)\s+of\s+(?:all|our|the)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A figure: where it stands, its value, and the unit as it was written."""

    start: int
    end: int
    value: Decimal
    unit: str = ""


def hidden(text: str) -> str:
    """The text with every number that is a name blotted out, as long as before."""
    return NAMES.sub(lambda found: HIDDEN * len(found[0]), text)


def numbers(text: str) -> list[Number]:
    """The figures of a text in their order; where two readings overlap the longer stands."""
    clean, found = hidden(text), list[Number]()
    for one in sorted(_all(clean), key=lambda number: (number.start, -number.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _all(text: str) -> Iterator[Number]:
    for reading in (_shares, _tenths, _parts, _han, _spelled, _digital):
        yield from reading(text)


def _digital(text: str) -> Iterator[Number]:
    for found in DIGITAL.finditer(text):
        value = Decimal(found["n"].replace(",", ""))
        scale = SCALES.get((found["scale"] or "").lower(), 1)
        yield Number(
            found.start(), found.end(), value * scale, _unit(found["unit"] or found["money"])
        )


def _unit(word: str | None) -> str:
    return "%" if word in {"percent", "per cent"} else word or ""


def _spelled(text: str) -> Iterator[Number]:
    for found in SPELLED.finditer(text):
        yield Number(found.start(), found.end(), _counted(found["n"]), _unit(found["unit"]))


def han(word: str) -> Decimal:
    """A Chinese number under a thousand: 三十五, 兩百, 十."""
    hundreds, mark, rest = word.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = DIGITS.get(hundreds, 1) * 100 if mark else 0
    value += DIGITS.get(tens, 1) * 10 if ten else 0
    return Decimal(value + DIGITS.get(ones, 0))


def _han(text: str) -> Iterator[Number]:
    for found in HAN.finditer(text):
        yield Number(found.start(), found.end(), han(found["n"]), found["unit"])


def _tenths(text: str) -> Iterator[Number]:
    for found in TENTHS.finditer(text):
        value = DIGITS[found["a"]] * 10 + DIGITS.get(found["b"] or "零", 0)
        yield Number(found.start(), found.end(), Decimal(value), "%")


def _parts(text: str) -> Iterator[Number]:
    for found in PARTS.finditer(text):
        of = {"百": 1, "千": 10}.get(found["of"], 100)
        value = Decimal(found["n"]) if found["n"][0].isdigit() else han(found["n"])
        yield Number(found.start(), found.end(), value / of, "%")


def _shares(text: str) -> Iterator[Number]:
    for found in SHARE.finditer(text):
        if not (found["a"].isdigit() and found["b"].isdigit()):
            whole = Decimal(100) * _counted(found["a"]) / _counted(found["b"])
            yield Number(
                found.start(), found.end(), whole.quantize(Decimal("0.01")).normalize(), "%"
            )
    for found in HALF.finditer(text):
        yield Number(found.start(), found.end(), Decimal(50), "%")


def _counted(word: str) -> Decimal:
    return Decimal(word) if word.isdigit() else Decimal(WORDS.get(word.lower(), 1))


def in_unit(number: Number, unit: str) -> Decimal:
    """Its value in another unit of time, or as it is where the units do not meet."""
    mine, theirs = (TIME.get(word.lower().removesuffix("s")) for word in (number.unit, unit))
    return number.value * mine / theirs if mine and theirs else number.value
