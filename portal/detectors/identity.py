"""Numbers that a state or an employer gave to one person; check digits tell them from others."""

import re
from collections.abc import Iterator

from portal.detectors.findings import Finding, Kind, Why
from portal.detectors.folding import Folded

_NATIONAL = re.compile(r"(?<![a-z0-9\-])[a-z][ \-]?[1289a-d]\d{8}(?![a-z0-9])")
_HONG_KONG = re.compile(r"(?<![a-z0-9\-])[a-z]{1,2}\d{6} ?(?:\([\da]\)|[\da])(?![a-z0-9])")
# Without brackets it could be any number: then it must be said that it is one.
_CALLED = re.compile(r"hkid|身[份分][證证]|identity card")
_CUE = (
    "工號|工号|員工編號|员工编号|員工號|员工号|員編|员编"
    "|(?:employee|staff|emp|badge|personnel)(?: (?:id|no|number|code))?"
)
_EMPLOYEE = re.compile(
    rf"(?:{_CUE})[ .:：#是]{{0,3}}(?P<number>[a-z]-?\d{{4,6}}|\d{{5,6}})(?![\d\-])"
    r"|(?<![a-z0-9\-])(?P<bare>[a-z]-\d{5})(?![\d\-])"
)
# The value of each letter in a Taiwanese number, from 10 on.
_ORDER = "abcdefghjklmnpqrstuvxywzio"
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)


def find(view: Folded) -> Iterator[Finding]:
    """Identity cards and residence permits of Taiwan, of Hong Kong, and numbers of employees."""
    yield from _cards(view)
    for match in _EMPLOYEE.finditer(view.text):
        place = match.span("number" if match["number"] else "bare")
        yield Finding(*view.span(*place), Kind.ID, Why.EMPLOYEE_NUMBER)


def _cards(view: Folded) -> Iterator[Finding]:
    called = _CALLED.search(view.text) is not None
    for match in _NATIONAL.finditer(view.text):
        if is_national(match[0].replace(" ", "").replace("-", "")):
            yield Finding(*view.span(*match.span()), Kind.ID, Why.NATIONAL_ID)
    for match in _HONG_KONG.finditer(view.text):
        if (called or "(" in match[0]) and is_hong_kong(re.sub(r"\W", "", match[0])):
            yield Finding(*view.span(*match.span()), Kind.ID, Why.NATIONAL_ID)


def is_national(number: str) -> bool:
    """True for a Taiwanese identity number or residence permit with the right check digit."""
    first, second = 10 + _ORDER.index(number[0]), number[1]
    # The older permits have a second letter, of which the last figure counts.
    digit = second if second.isdigit() else str(_ORDER.index(second) % 10)
    digits = [first // 10, first % 10, int(digit), *map(int, number[2:])]
    return sum(a * b for a, b in zip(digits, _WEIGHTS, strict=True)) % 10 == 0


def is_hong_kong(number: str) -> bool:
    """True for a Hong Kong identity number with the right check digit."""
    letters, figures, check = number[:-7], number[-7:-1], number[-1]
    values = [36] * (2 - len(letters)) + [ord(char) - 87 for char in letters] + [*map(int, figures)]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + int(check, 11)) % 11 == 0
