"""The quarter that somebody means: 2026 Q4, Q4/2026, 2026年第四季度, 2026年10月-12月."""

import re

from portal.core.headings import day_of
from portal.okr.service import quarter_of

_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}
_YEAR_FIRST = re.compile(r"(\d{4})\s*年?\s*[-/·]?\s*(?:Q|第)\s*([1-4一二三四])", re.IGNORECASE)
_YEAR_LAST = re.compile(r"Q\s*([1-4])\s*[-/,]?\s*(\d{4})", re.IGNORECASE)
_MONTHS = re.compile(
    r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*月?\s*[-~～–至到]\s*(?:\d{4}\s*年\s*)?(\d{1,2})\s*月"
)
_SHORT = re.compile(r"Q([1-4])\b\s*'?(\d{2})\b", re.IGNORECASE)


def quarter_in(text: str) -> str:
    """The name of the quarter in this text, like 2026Q4; empty when it names none."""
    if found := _YEAR_FIRST.search(text):
        return f"{found[1]}Q{_CHINESE.get(found[2], found[2])}"
    if found := _YEAR_LAST.search(text):
        return f"{found[2]}Q{found[1]}"
    if found := _SHORT.search(text):
        return f"20{found[2]}Q{found[1]}"
    return _of_months(text) or _of_day(text)


def _of_months(text: str) -> str:
    """Three months that are a quarter; two or four are none."""
    found = _MONTHS.search(text)
    if not found:
        return ""
    first, last = int(found[2]), int(found[3])
    return f"{found[1]}Q{last // 3}" if last - first == 2 and last in {3, 6, 9, 12} else ""


def _of_day(text: str) -> str:
    day = day_of(text)
    return quarter_of(day) if day else ""
