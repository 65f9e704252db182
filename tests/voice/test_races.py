"""Many browsers at once with one token: the database is the only judge."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from portal.core.db import db, reading, writing
from portal.core.directory import directory
from portal.voice import posters, service
from portal.voice.models import INBOX_ROW
from tests.making import make_item, make_post, padded
from tests.supporting import presented
from tests.voice.scanning import BITS, by_poster

pytestmark = [pytest.mark.everywhere, pytest.mark.slow]
AT_ONCE = 200


def send_all(app, requests, address="/say/posts"):
    def send(raw):
        browser = app.test_client(use_cookies=False)
        answer = browser.post(address, data=raw, content_type="application/json")
        return answer.status_code, answer.json.get("commitment")

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(send, requests))


@pytest.fixture
def held(monkeypatch):
    """How many connections of main were out of the pool whenever a post came to the inbox."""
    found = []

    def watched(store):
        found.append(db.engine.pool.checkedout())
        return writing(store)

    monkeypatch.setattr(service, "writing", watched)
    return found


def test_a_post_that_waits_for_the_inbox_holds_no_connection_of_main(say, crowd, goal, held):
    request = make_post(crowd[0], make_item(goal.id))
    db.session.rollback()
    assert say("/say/posts", request).status_code == 202
    assert held == [0]


def rows():
    with reading("inbox") as connection:
        return connection.scalar(select(func.count()).select_from(INBOX_ROW))


def test_of_200_different_posts_with_one_token_one_is_taken(app, crowd, goal):
    token = crowd[0]
    requests = [
        padded(make_post(token, make_item(goal.id, body=f"第 {n} 種說法"))) for n in range(AT_ONCE)
    ]
    statuses = Counter(status for status, _commitment in send_all(app, requests))
    assert statuses == {202: 1, 409: AT_ONCE - 1}
    assert rows() == 1


def test_200_times_the_same_post_is_one_post(app, crowd, goal):
    request = padded(make_post(crowd[0], make_item(goal.id)))
    answers = send_all(app, [request] * AT_ONCE)
    assert Counter(status for status, _commitment in answers) == {202: AT_ONCE}
    assert len({commitment for _status, commitment in answers}) == 1
    assert rows() == 1


@pytest.fixture
def key(cast, open_posting, monkeypatch):
    """The key of a poster whose posts need little work."""
    monkeypatch.setattr(type(directory()), "crowd_at", lambda *_words: 40)
    monkeypatch.setattr(posters, "BITS", BITS)
    return posters.key_of(next(iter(directory().sites())))


def test_of_200_different_posts_under_one_nullifier_one_is_taken(app, key, goal):
    bodies = [f"第 {n} 種說法" for n in range(AT_ONCE)]
    mine = bytes([7]) * 32
    requests = [padded(by_poster(key, make_item(goal.id, body=body), mine)) for body in bodies]
    statuses = Counter(status for status, _commitment in send_all(app, requests))
    assert statuses == {202: 1, 409: AT_ONCE - 1}
    assert rows() == 1


def test_the_limit_of_a_site_is_kept_by_whoever_comes_at_once(app, key, goal, monkeypatch):
    monkeypatch.setattr(posters, "MOST", 20)
    requests = [padded(by_poster(key, make_item(goal.id))) for _browser in range(40)]
    statuses = Counter(status for status, _commitment in send_all(app, requests))
    assert statuses == {202: 20, 429: 20}
    assert rows() == 20


def test_200_supports_and_verdicts_by_one_token_are_one_of_each(app, people, claimed):
    support = padded(presented(people[0], post=claimed))
    words = [presented(people[0], post=claimed, verdict=one) for one in ("solved", "not-solved")]
    first = send_all(app, [support] * AT_ONCE, "/say/supports")
    then = send_all(app, [padded(words[n % 2]) for n in range(AT_ONCE)], "/say/verdicts")
    assert Counter(status for status, _commitment in first + then) == {202: 2 * AT_ONCE}
    assert rows() == 2
