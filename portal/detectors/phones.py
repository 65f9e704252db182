"""Phone numbers of Taiwan and Hong Kong, and of anywhere with a country code."""

import re
from collections.abc import Iterator

import phonenumbers

from portal.detectors.findings import Finding, Kind, Why
from portal.detectors.folding import Folded

_FIGURES = str.maketrans("〇零一二三四五六七八九○", "001234567890")
# The letter O for a nought.
_NOUGHT = re.compile(r"(?<![a-z])o(?=\d)|(?<=\d)o(?![a-z])")
_NUMBER = re.compile(r"(?<![a-z\d.\-+])(?:\+|\()?(?:\d[ .\-()]{0,2}){7,14}\d(?![a-z\d]|-\d)")
_BEFORE = 14
_CALLED = re.compile(
    r"電話|电话|手機|手机|專線|专线|總機|总机|聯[絡繫]|联[络系]|打|搵|"
    r"tel|phone|call|ring|dial|whatsapp|text|mobile|number is|hotline"
)
# Numbers of things, whatever they look like.
_THINGS = re.compile(
    r"訂單|订单|單號|单号|批號|批号|料號|料号|條碼|条码|統編|统编|發票|发票|會員|会员|包裹|型號|型号"
    r"|\b(?:order|invoice|lot|batch|ticket|track|serial|sku|part|barcode|isbn)\b"
)


def find(view: Folded) -> Iterator[Finding]:
    """Numbers that could be called, but not what is said to be the number of a thing."""
    text = _NOUGHT.sub("0", view.text.translate(_FIGURES))
    for match in _NUMBER.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if not _THINGS.search(before) and _rings(match[0], before):
            yield Finding(*view.span(*match.span()), Kind.PHONE, Why.PHONE_NUMBER)


def _rings(number: str, before: str) -> bool:
    """True when somebody could be called by it, from Taiwan or from Hong Kong."""
    # Without the nought of a trunk call, or its country, it could be any quantity.
    if number.startswith(("0", "(0", "+")):
        return _valid(number, "TW")
    return _valid(number, "HK") and _CALLED.search(before) is not None


def _valid(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
