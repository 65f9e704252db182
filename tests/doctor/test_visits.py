"""The canary's visits: none reaches people, and all are answered."""

import pytest
from sqlalchemy import select

from portal.core.db import STORES, reading
from portal.doctor import visits
from portal.doctor.canary import Canary
from portal.people import attempts
from portal.voice import service

WORD = Canary().word
URL = "http://localhost"


@pytest.fixture
def send(app, monkeypatch):
    """Make every visit, as a server with CSRF checks gets it; the answers by address."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    browser = app.test_client(use_cookies=False)

    def make():
        found = []
        for asking in visits.askings(URL, WORD):
            sent = {"headers": dict(asking.headers), "data": asking.body}
            answer = browser.open(asking.path, method=asking.method, **sent)
            found.append((asking.place, answer.status_code))
        return found

    return make


def everything():
    found = {}
    for store, metadata in STORES.items():
        with reading(store) as connection:
            for table in metadata.sorted_tables:
                found[store, table.name] = connection.execute(select(table)).all()
    return found


def test_no_visit_writes_anything(send, crowd):
    before = everything()
    assert any(before.values())
    assert max(status for _place, status in send()) < 500
    assert everything() == before


def test_no_visit_counts_as_a_failed_sign_in(send, cast, monkeypatch):
    counted = []
    monkeypatch.setattr(attempts, "failed", lambda *words, **_named: counted.append(words))
    monkeypatch.setattr(attempts, "check", lambda *words, **_named: counted.append(words))
    assert ("POST /in/login", 400) in send()
    assert counted == []


def test_the_post_is_whole_and_only_its_key_is_unknown(send, crowd, monkeypatch):
    taken = []
    read = service.read_post
    monkeypatch.setattr(service, "read_post", lambda found: taken.append(found) or read(found))
    assert ("POST /say/posts", 403) in send()
    assert [one["item"]["body"] for one in taken] == [WORD]


def test_every_visit_carries_the_word_in_address_headers_and_bodies():
    for asking in visits.askings(URL, WORD):
        assert WORD in asking.path
        assert WORD in asking.headers["User-Agent"]
        assert asking.body is None or WORD.encode() in asking.body
        assert WORD not in asking.place or f"/{WORD}" in asking.place
    places = {asking.place for asking in visits.askings(URL, WORD)}
    assert {place.split()[1].split("/")[1] for place in places} >= {"in", "say"}
