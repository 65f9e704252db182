"""An act is marked once per token and object, and no two marks can be joined without both."""

import hashlib
import hmac

import pytest

from portal.anonymity.acts import Act, mark
from portal.anonymity.encoding import b64u

PEPPER, MSG = bytes(range(32)), bytes(range(64))
KID = b64u(bytes(range(16)))
POST = "a" * 26


def test_a_mark_is_the_protocols_bytes():
    said = b"portal/act/1" + bytes(range(16)) + MSG + b"support" + b"\x00" + POST.encode()
    wanted = hmac.new(PEPPER, said, hashlib.sha256).digest()
    assert mark(PEPPER, KID, MSG, Act.SUPPORT, POST) == wanted


def test_every_part_makes_another_mark():
    marks = {
        mark(PEPPER, KID, MSG, Act.SUPPORT, POST),
        mark(PEPPER, KID, MSG, Act.REPORT, POST),
        mark(PEPPER, KID, MSG, Act.SUPPORT, "b" * 26),
        mark(PEPPER, KID, MSG[::-1], Act.SUPPORT, POST),
        mark(PEPPER, b64u(bytes(16)), MSG, Act.SUPPORT, POST),
        mark(PEPPER[::-1], KID, MSG, Act.SUPPORT, POST),
    }
    assert len(marks) == 6


@pytest.mark.parametrize(
    ("pepper", "kid", "msg", "subject"),
    [
        (PEPPER[1:], KID, MSG, POST),
        (PEPPER, KID[1:], MSG, POST),
        (PEPPER, KID, MSG[1:], POST),
        (PEPPER, KID, MSG, ""),
        (PEPPER, KID, MSG, "真話"),
        (PEPPER, KID, MSG, "a\x00b"),
    ],
)
def test_what_is_no_part_of_a_mark_is_refused(pepper, kid, msg, subject):
    with pytest.raises(ValueError, match=r"pepper|canonical|bytes|ASCII"):
        mark(pepper, kid, msg, Act.SUPPORT, subject)
