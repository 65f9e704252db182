"""How tests read a page: what it complains of, and in which language."""

import re
from html import unescape

from werkzeug.test import TestResponse

_FAULTS = (
    re.compile(r'class="invalid-feedback"[^>]*>(.*?)</(?:div|p)>', re.DOTALL),
    re.compile(r'class="note note-late[^"]*"[^>]*>(.*?)</(?:div|section)>', re.DOTALL),
)
_TAG = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SIMPLIFIED = re.compile(r"[无这择长过个请输误须该对错]")
_ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def faults(answer: TestResponse) -> list[str]:
    """Every complaint on a page, as text."""
    found = (one for kind in _FAULTS for one in kind.findall(answer.text))
    return [" ".join(unescape(_TAG.sub(" ", one)).split()) for one in found]


def refused(answer: TestResponse, *kept: str, status: int = 422) -> list[str]:
    """The complaints of a page that took nothing, says so in Chinese, and keeps what was typed."""
    assert answer.status_code == status
    said = faults(answer)
    assert said, "the page says nothing"
    assert [one for one in said if not _CHINESE.search(one)] == []
    assert [one for one in said if _ENGLISH.search(one) or _SIMPLIFIED.search(one)] == []
    text = unescape(answer.text)
    assert [word for word in kept if word not in text] == []
    return said
