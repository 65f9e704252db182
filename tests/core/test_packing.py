"""Which pages are compressed: never one that holds a secret."""

import brotli
import pytest

from portal.core.zones import inside

pytestmark = pytest.mark.slow

# Large, and the same for every reader: no token against forgery, no word of the address.
SAME_FOR_ALL = {"/in/candles", "/in/tree"}
BR = {"Accept-Encoding": "gzip, br"}


def test_the_compose_page_is_compressed_and_whole(app, goal):
    client = app.test_client()
    plain = client.get("/say/").data
    packed = client.get("/say/", headers=BR)
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain
    assert len(packed.data) < len(plain) / 3
    assert client.get(f"/say/kr/{goal.id}", headers=BR).headers["Content-Encoding"] == "br"


def test_no_page_of_somebody_is_compressed(app, sign_in, goal):
    """A reader's page holds a secret beside words that others chose."""
    addresses = [
        rule.rule for rule in app.url_map.iter_rules() if inside(rule.rule) and not rule.arguments
    ]
    for name in ("alice", "bob", "charlie", "mona", "ada"):
        client = sign_in(name)
        answers = [client.get(one, headers=BR) for one in [*addresses, f"/in/kr/{goal.id}"]]
        assert len([answer for answer in answers if answer.status_code == 200]) > 4
        packed = {one.request.path for one in answers if one.headers.get("Content-Encoding")}
        assert packed <= SAME_FOR_ALL
        for address in packed:
            page = client.get(f"{address}?q=chosen&team=chosen").text
            assert "csrf" not in page
            assert "chosen" not in page
