"""What counts as another answer: every byte but the server's own clock and connection."""

import pytest

from tests.timing.asking import Asking

HEAD = b"HTTP/1.1 403 FORBIDDEN\r\nDate: Mon, 05 Oct 2026 00:00:%d GMT\r\nConnection: %b\r\n"


class Answering:
    """A wire on which these answers come, one after the other."""

    def __init__(self, *answers):
        self._left = list(answers)

    def ask(self, _raw):
        return self._left.pop(0)


@pytest.mark.parametrize(
    ("body", "different"), [(b"no: MINE", 1), (b"no: OTHER", 2), (b"no: MINE ", 2)]
)
def test_date_connection_and_what_was_typed_may_differ_and_nothing_else(body, different):
    first = HEAD % (1, b"keep-alive") + b"\r\nno: MINE"
    second = HEAD % (2, b"close") + b"\r\n" + body
    asking = Asking(Answering(first, second), b"", b"MINE")
    asking()
    asking()
    assert len(asking.answers) == different
