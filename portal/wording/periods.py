"""Until when, or how often: the period that stands in a sentence, as a short code.

Codes: a day (2026-12-31, or 12-31 without a year), a month (M06), a quarter (Q4, 2026Q4), H1, H2, H
(half a year from now), this-week, this-month, next-month, this-quarter, next-quarter, year-end,
next-year; and how often: daily, weekly, monthly, quarterly, yearly.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"兩": 2, "两": 2}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
RATES = {
    **dict.fromkeys(("天", "日", "day", "dai"), "daily"),
    **dict.fromkeys(("週", "周", "星", "week"), "weekly"),
    **dict.fromkeys(("月", "個", "个", "month"), "monthly"),
    **dict.fromkeys(("季", "quarter"), "quarterly"),
    **dict.fromkeys(("年", "year"), "yearly"),
}
OFTEN = frozenset(RATES.values())


@dataclass(frozen=True)
class Period:
    """Where a period stands in the text, and its code."""

    start: int
    end: int
    code: str


Match = re.Match[str]
Reading = tuple[re.Pattern[str], Callable[[Match], str]]


def small(word: str) -> int:
    """A number from 1 to 99 as digits or in Chinese; 0 for what is none."""
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)


def _day(found: Match) -> str:
    year = f"{found['y']}-" if found["y"] else ""
    return f"{year}{small(found['m']):02}-{small(found['d']):02}"


def _month(found: Match) -> str:
    return f"M{small(found['m']):02}"


def _english_month(found: Match) -> int:
    return MONTHS.index(found["m"][:3].lower()) + 1


def _english_day(found: Match) -> str:
    year = f"{found['y']}-" if found["y"] else ""
    return f"{year}{_english_month(found):02}-{int(found['d']):02}"


def _quarter(found: Match) -> str:
    return f"{found['y'] or ''}Q{small(found['q'])}"


def _says(code: str) -> Callable[[Match], str]:
    return lambda _found: code


def _reading(pattern: str, code: Callable[[Match], str] | str) -> Reading:
    return re.compile(pattern, re.IGNORECASE), _says(code) if isinstance(code, str) else code


BEFORE = r"(?:在|於|到|至|截至)?\s*"
AFTER = r"\s*(?:之前|以前|前|內|内|結束|结束)?\s*[，,、]?\s*"
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
NAMES = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
BY = (
    r"[,;]?\s*\b(?:by|until|before|in|during|for|through|at|within)?\s*(?:the\s+)?(?:(?:end"
    r"|close)\s+of\s+)?(?:the\s+)?"
)
COMMA = r"\s*[,:]?"


def _chinese(pattern: str, code: Callable[[Match], str] | str) -> Reading:
    return _reading(BEFORE + pattern + AFTER, code)


def _english(pattern: str, code: Callable[[Match], str] | str) -> Reading:
    return _reading(BY + pattern + COMMA, code)


UNTIL: tuple[Reading, ...] = (
    _chinese(r"(?P<y>20\d\d)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日號号]", _day),
    _english(r"(?P<y>20\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})\b", _day),
    _chinese(rf"(?P<y>)(?P<m>{NUMBER})\s*月\s*(?P<d>{NUMBER})\s*[日號号]", _day),
    _chinese(r"(?<![\d/])(?P<y>)(?P<m>1[0-2]|0?[1-9])/(?P<d>[12]\d|3[01]|0?[1-9])(?![\d/])", _day),
    _english(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{NAMES},?\s*(?P<y>20\d\d)?",
        _english_day,
    ),
    _english(rf"{NAMES}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b,?\s*(?P<y>20\d\d)?", _english_day),
    _chinese(
        r"(?P<y>20\d\d)\s*年?\s*(?:第\s*)?Q?\s*(?P<q>(?<=[Qq])[1-4]"
        r"|[一二三四1-4](?=\s*季))\s*(?:季度?)?",
        _quarter,
    ),
    _english(r"(?P<y>20\d\d)?\s*(?<![a-z])Q(?P<q>[1-4])\b(?:\s*(?P<later>20\d\d))?", _quarter),
    _chinese(r"(?P<y>)第\s*(?P<q>[一二三四1-4])\s*季度?", _quarter),
    _chinese(r"(?P<y>20\d\d)\s*年?(?:年)?(?:底|末)", lambda found: f"{found['y']}-12-31"),
    _chinese(rf"(?<!個)(?P<m>{NUMBER})\s*月(?!\s*\d)(?:底|末|份|中|初)*", _month),
    _chinese(r"(?:本季度?|[這这]一?季度?|[當当]季)(?:底|末)?", "this-quarter"),
    _chinese(r"下一?[個个]?季度?(?:底|末)?", "next-quarter"),
    _chinese(r"(?:本月|[這这][個个]月|月底)(?:底|份)?", "this-month"),
    _chinese(r"下[個个]?月(?:底)?", "next-month"),
    _chinese(r"上半年(?:度)?", "H1"),
    _chinese(r"下半年(?:度)?", "H2"),
    _chinese(r"半年(?:[內内])", "H"),
    _chinese(r"明年度?(?:底)?", "next-year"),
    _chinese(r"(?:今年(?:底|末|度)?|年底|年末|本年度?|全年)", "year-end"),
    _chinese(r"(?:本|[這这])[週周](?:[一二三四五六日]|末)?", "this-week"),
    _english(r"(?:this|current|the)\s+quarter\b", "this-quarter"),
    _reading(r"[,;]?\s*\bby\s+quarter[- ]end\b", "this-quarter"),
    _english(r"next\s+quarter\b", "next-quarter"),
    _english(r"(?:this|the)\s+month\b", "this-month"),
    _english(r"next\s+month\b", "next-month"),
    _english(r"first\s+half\b(?!\s+of\s+all)", "H1"),
    _english(r"second\s+half\b", "H2"),
    _english(r"this\s+half\b", "H"),
    _english(r"next\s+year\b(?!['’]s)", "next-year"),
    _english(
        r"(?:this\s+year|year[- ]?end|end\s+of\s+(?:the\s+)?year|(?<=end\sof\sthe\s)year)\b",
        "year-end",
    ),
    _english(r"(?:this\s+week|(?:mon|tues|wednes|thurs|fri)day)\b", "this-week"),
    _reading(
        rf"[,;]?\s*\b(?:by|in|until|before)\s+(?:the\s+)?(?:end\s+of\s+)?{NAMES}{COMMA}",
        lambda found: f"M{_english_month(found):02}",
    ),
    _reading(
        r"[,;]?\s*\b(?:by|in|until|before)\s+(?:the\s+)?(?:end\s+of\s+)?(?P<y>20\d\d)\b(?!-)",
        lambda found: f"{found['y']}-12-31",
    ),
)

EACH = (
    re.compile(r"每(?:一|[個个])?(?P<r>[天日週周月季年]|星期|[個个]月)(?:都)?"),
    re.compile(
        r",?\s*\b(?:a|an|per|every|each)\s+(?P<r>day|week|month|quarter|year)\b", re.IGNORECASE
    ),
    re.compile(r"\b(?P<r>dai|week|month|quarter|year)ly\b(?=\s*$)", re.IGNORECASE),
)


def until(text: str) -> Period | None:
    """The first kind of deadline that stands in the text, the most exact first."""
    for pattern, code in UNTIL:
        if found := pattern.search(text):
            return Period(found.start(), found.end(), code(found))
    return None


def how_often(text: str) -> Period | None:
    """The rate that stands in the text: so much a day, week, month, quarter or year."""
    for pattern in EACH:
        if found := pattern.search(text):
            word = found["r"].lower()
            return Period(found.start(), found.end(), RATES[word if word in RATES else word[0]])
    return None
