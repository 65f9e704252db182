"""Who sees the photos of a post, when, and what a browser may do with one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.people import service as people
from portal.people.models import Account
from portal.voice import photos, standing
from portal.voice import service as voice
from portal.voice.keys import sealer
from portal.voice.models import Photo
from portal.voice.standing import Judgement
from tests.making import make_item, make_post, pictured

pytestmark = pytest.mark.slow

CAST = ("alice", "bob", "charlie", "mona", "ada")


@pytest.fixture
def statuses(app, sign_in):
    """What each of the five, and nobody, gets at an address."""
    browsers = {name: sign_in(name) for name in CAST} | {"nobody": app.test_client()}

    def ask(address):
        return {name: browser.get(address).status_code for name, browser in browsers.items()}

    return ask


def for_all(status, **others):
    return {**dict.fromkeys(CAST, status), "nobody": 302, **others}


def judge(post_id, judgement):
    with transaction():
        standing.judge(voice.find_post(post_id), judgement, None)


def test_nobody_but_a_moderator_sees_a_photo_before_it_is_published(statuses, words):
    held = words["held"]
    assert statuses(f"/in/photos/{held}") == for_all(404)
    assert statuses(f"/in/moderation/photos/{held}") == for_all(403, mona=200)
    judge(words["waiting"], Judgement.APPROVE)
    assert statuses(f"/in/photos/{held}") == for_all(200)
    assert statuses(f"/in/moderation/photos/{held}") == for_all(404)


def test_a_photo_that_was_sent_back_is_seen_by_nobody(statuses, words):
    judge(words["waiting"], Judgement.REJECT)
    assert statuses(f"/in/photos/{words['held']}") == for_all(404)
    assert statuses(f"/in/moderation/photos/{words['held']}") == for_all(404)


def test_a_moderator_sees_no_photo_about_her_own_goal(sign_in, words, actors, cast):
    with transaction():
        bob = db.session.get_one(Account, cast.bob)
        people.set_role(actors["ada"], bob, Role.MODERATOR)
    assert sign_in("bob").get(f"/in/moderation/photos/{words['held']}").status_code == 403


@pytest.fixture
def released(say, crowd, words):
    """Release one more post with a photo about the goal; the photo."""

    def add(**changes):
        item = make_item(words["kr"], **changes, **pictured())
        assert say("/say/posts", make_post(crowd[2], item)).status_code == 202
        jobs.release_at(clock.now() + timedelta(minutes=9))
        known = {words["photo"], words["held"]}
        return db.session.scalars(select(Photo).where(Photo.id.not_in(known))).one()

    return add


def test_a_moderator_who_is_named_sees_no_photo_either(sign_in, released):
    photo = released(body="何詠詩拍的").id
    assert sign_in("mona").get(f"/in/moderation/photos/{photo}").status_code == 403


def test_a_photo_is_looked_at_and_never_stored(sign_in, words):
    for name, address in (("alice", "photos/{photo}"), ("mona", "moderation/photos/{held}")):
        answer = sign_in(name).get(f"/in/{address.format(**words)}")
        assert answer.mimetype == "image/webp"
        assert answer.headers["Content-Disposition"] == "inline"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert {"ETag", "Last-Modified", "Expires"} & set(answer.headers.keys()) == set()
        assert answer.data[8:12] == b"WEBP"


def test_pages_show_photos_where_the_words_stand(sign_in, words):
    shown = f'src="/in/photos/{words["photo"]}"'
    for address in ("/in/krs/{kr}", "/in/blockers/{blocker}", "/in/blockers", "/in/"):
        assert shown in sign_in("alice").get(address.format(**words)).text, address
    assert shown in sign_in("bob").get(f"/in/blockers/{words['blocker']}").text
    assert shown in sign_in("bob").get("/in/inbox").text
    queue = sign_in("mona").get(f"/in/moderation?post={words['waiting']}").text
    assert f'src="/in/moderation/photos/{words["held"]}"' in queue
    assert 'alt="第 1 張照片，共 1 張，點開放大"' in queue


def test_a_comment_shows_its_photos_too(sign_in, words, released):
    photo = released(kind="comment", cause=None, severity=None)
    name = photo.id
    judge(photo.post_id, Judgement.APPROVE)
    assert f'src="/in/photos/{name}"' in sign_in("alice").get(f"/in/krs/{words['kr']}").text


def test_a_photo_whose_file_or_key_is_gone_is_nowhere(sign_in, words):
    alice = sign_in("alice")
    (photos.folder() / words["photo"]).unlink()
    assert alice.get(f"/in/photos/{words['photo']}").status_code == 404
    held = db.session.get_one(Photo, words["held"])
    assert photos.read(held)
    sealer().keys.destroy(held.epoch)
    with pytest.raises(Missing):
        photos.read(held)
