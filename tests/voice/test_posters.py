"""Wall posters: one key for a site, work for every post, limits that know no address."""

import os
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from portal import jobs
from portal.anonymity import work
from portal.anonymity.encoding import unb64u
from portal.anonymity.releasing import Kind
from portal.core.db import db, reading
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.people import keys
from portal.voice import posters, release
from portal.voice.keys import keys_folder
from portal.voice.models import POSTER_TALLY, Post, Poster, Spent
from tests.making import make_item, make_post
from tests.voice.conftest import inbox
from tests.voice.scanning import BITS, by_poster

pytestmark = pytest.mark.everywhere


@pytest.fixture
def site(cast, monkeypatch):
    """The id of a site with people enough, whose posts need little work."""
    monkeypatch.setattr(type(directory()), "crowd_at", lambda *_words: 40)
    monkeypatch.setattr(posters, "BITS", BITS)
    return next(iter(directory().sites()))


@pytest.fixture
def key(site, open_posting):
    return posters.key_of(site)


@pytest.fixture
def narrow(monkeypatch):
    """Two posts free, one more for each two bits, five at most."""
    for name, value in {"FREE": 2, "STEP": 1, "MORE": 2, "MOST": 5}.items():
        monkeypatch.setattr(posters, name, value)


def bits_of(post):
    return work.zero_bits(unb64u(post["nullifier"]), post["pow"])


def tallies():
    with reading("inbox") as connection:
        return dict(connection.execute(select(POSTER_TALLY)).all())


def test_all_people_of_a_site_have_one_key_a_month_and_it_is_not_stored(key, site):
    assert posters.key_of(site) == key
    row = db.session.scalars(select(Poster)).one()
    assert bytes(row.mark) != key
    assert posters.find_site(key) == site
    with time_machine.travel(datetime(2030, 5, 1, tzinfo=UTC)):
        assert posters.key_of(site) != key
        assert len(db.session.scalars(select(Poster)).all()) == 1


def test_a_small_site_gets_none(site, monkeypatch):
    monkeypatch.setattr(type(directory()), "crowd_at", lambda *_words: 1)
    with pytest.raises(Invalid):
        posters.key_of(site)
    assert db.session.scalars(select(Poster)).all() == []


@pytest.mark.parametrize(("day", "good"), [("05-31", True), ("06-07", True), ("06-08", False)])
def test_a_poster_hangs_its_month_and_a_week(site, open_posting, day, good):
    with time_machine.travel(datetime(2030, 5, 9, tzinfo=UTC)):
        made = posters.key_of(site)
        assert posters.hangs_until().isoformat() == "2030-06-07"
    with time_machine.travel(datetime.fromisoformat(f"2030-{day}T03:00:00+00:00")):
        assert (posters.find_site(made) == site) is good
        assert len(posters.all_posters()) == good


def test_a_post_by_poster_waits_for_no_crowd_and_says_so_without_its_site(
    say, key, goal, minute, site
):
    answer = say("/say/posts", by_poster(key, make_item(goal.id)))
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert tallies() == {site: 1}
    assert jobs.release_at(minute(0)).moved == 1
    post = db.session.scalars(select(Post)).one()
    assert (post.by_poster, post.site) == (True, None)
    assert site not in {getattr(post, column.name) for column in Post.__table__.columns}
    spent = db.session.scalars(select(Spent)).one()
    assert (spent.kid, spent.until is not None) == ("", True)
    assert tallies() == {}


def test_nobody_else_comes_by_poster(say, crowd, goal, minute):
    assert say("/say/posts", make_post(crowd[0], make_item(goal.id))).status_code == 202
    jobs.release_at(minute(0))
    assert db.session.scalars(select(Post.by_poster)).all() == [False]


def test_the_same_again_is_a_retry_and_another_text_is_not(say, key, goal, site):
    nullifier = os.urandom(32)
    post = by_poster(key, make_item(goal.id), nullifier)
    first, second = say("/say/posts", post), say("/say/posts", post)
    assert (first.status_code, first.json) == (second.status_code, second.json)
    other = say("/say/posts", by_poster(key, make_item(goal.id, body="另一件"), nullifier))
    assert (other.status_code, other.json["error"]) == (409, "spent")
    assert (len(inbox()), tallies()) == (1, {site: 1})


def test_unknown_over_withdrawn_and_without_work_are_told_alike(say, key, goal, site):
    item = make_item(goal.id)
    lazy = by_poster(key, item)
    tries = (lazy | {"pow": str(number)} for number in range(999))
    lazy = next(one for one in tries if bits_of(one) == BITS - 1)
    tried = [lazy, by_poster(bytes(16), item), by_poster(b"short", item), by_poster(b"", item)]
    answers = [say("/say/posts", one) for one in tried]
    assert posters.revoke(site) == 1
    answers.append(say("/say/posts", by_poster(key, item)))
    assert {(one.status_code, one.data) for one in answers} == {(403, answers[0].data)}
    assert answers[0].json["error"] == "no-entry"
    assert inbox() == tallies() == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": "a"},
        {"code": "a"},
        {"poster": 7},
        {"poster": "="},
        {"nullifier": "A" * 22},
        {"pow": "01"},
        {"pow": 5},
        {"pow": ""},
        {"msg": "", "sig": ""},
    ],
)
def test_a_poster_comes_alone_and_spelt_right(say, key, goal, changes):
    answer = say("/say/posts", by_poster(key, make_item(goal.id)) | changes)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


def test_many_posts_of_a_site_need_more_work_and_then_there_is_an_end(say, key, goal, narrow):
    def send(bits):
        body = f"{bits}"
        return say("/say/posts", by_poster(key, make_item(goal.id, body=body), bits=bits))

    assert [send(BITS).status_code for _free in range(2)] == [202, 202]
    little = send_exactly(say, key, goal, BITS)
    assert (little.status_code, little.json["error"]) == (429, "work")
    assert [send(BITS + more).status_code for more in (2, 4, 6)] == [202, 202, 202]
    last = send(BITS + 8)
    assert (last.status_code, last.json["error"]) == (429, "full")
    assert list(tallies().values()) == [5]


def send_exactly(say, key, goal, bits):
    """Send with no more work than this, which chance may otherwise exceed."""
    while True:
        post = by_poster(key, make_item(goal.id, body="少"), bits=bits)
        if bits_of(post) == bits:
            return say("/say/posts", post)


def test_a_retry_is_known_when_the_wall_is_full(say, key, goal, narrow):
    post = by_poster(key, make_item(goal.id), bits=BITS + 6)
    assert say("/say/posts", post).status_code == 202
    for _other in range(4):
        say("/say/posts", by_poster(key, make_item(goal.id), bits=BITS + 6))
    assert say("/say/posts", post).status_code == 202
    assert list(tallies().values()) == [5]


def test_only_a_release_at_its_time_begins_a_new_count(say, key, goal, minute, site):
    post = by_poster(key, make_item(goal.id)) | {"hold": "urgent"}
    assert say("/say/posts", post).status_code == 202
    log_key = keys.issuance.folder().log_key()
    assert release.release(minute(0), log_key, (), Kind.URGENT).moved == 1
    assert (inbox(), tallies()) == ({}, {site: 1})
    release.release(minute(1), log_key, ())
    assert tallies() == {}


def test_a_restore_withdraws_every_poster(say, key, goal, site):
    keys.end_all("a test")
    assert say("/say/posts", by_poster(key, make_item(goal.id))).status_code == 403
    assert posters.all_posters() == []
    renewed = posters.key_of(site)
    assert renewed != key
    assert posters.find_site(renewed) == site
    assert len(db.session.scalars(select(Poster)).all()) == 1
    assert (keys_folder() / "codes.pepper").exists()


@pytest.mark.parametrize(
    ("number", "more"), [(1, 0), (50, 0), (51, 4), (75, 4), (76, 8), (100, 8), (101, 12), (200, 24)]
)
def test_above_fifty_every_further_25_need_four_bits_more(number, more):
    assert posters.needed(number) == 18 + more
