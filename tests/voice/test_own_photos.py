"""The author sees the photos of a post by its receipt, whatever became of it; nobody else does."""

import re

import pytest

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive, letters
from portal.core import clock
from portal.core.db import db
from portal.voice import photos, pictures
from portal.voice.models import Post
from tests.making import make_item, make_post, photo_with_places, pictured
from tests.voice.test_return import judge

MINE, OTHER = Receipt(b"0123456789"), Receipt(b"9876543210")
PHOTOS = [photo_with_places(colour) for colour in ("teal", "tomato")]
FIRST, SECOND = (photos.stand_in(photo) for photo in PHOTOS)


@pytest.fixture
def said(say, crowd, goal):
    """Two posts with receipts, still in the inbox; the photos are with the first."""
    for token, receipt, more in ((crowd[0], MINE, pictured(*PHOTOS)), (crowd[1], OTHER, {})):
        mailbox, salt = derive(receipt)
        words = {"mailbox": b64u(mailbox), "salt": b64u(salt)}
        assert say("/say/posts", make_post(token, make_item(goal.id, **more), **words)).json


@pytest.fixture
def released(said):
    jobs.release_at(clock.now())
    return next(post for post in db.session.query(Post) if photos.of_posts([post.id]))


def ask(say, photo, receipt=MINE):
    mailbox = b64u(derive(receipt)[0])
    return say("/say/receipts/photo", {"v": 1, "mailbox": mailbox, "photo": photo})


def type_in(app, **form):
    return app.test_client(use_cookies=False).post("/say/return", data=form)


def test_each_photo_comes_by_its_hash(say, released):
    for photo, hash_ in zip(PHOTOS, (FIRST, SECOND), strict=True):
        answer = ask(say, hash_)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert answer.data == pictures.clean(photo)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("outcome", ["approve", "reject"])
def test_it_comes_whatever_became_of_the_post(say, released, actors, outcome):
    judge(actors["mona"], released, outcome, "other")
    assert ask(say, FIRST).status_code == 200


def test_whatever_is_not_there_gets_the_one_answer(say, released):
    nothing = say("/say/receipts", {"v": 1, "mailbox": b64u(bytes(32))})
    for answer in (
        ask(say, FIRST, OTHER),
        ask(say, FIRST, Receipt(bytes(10))),
        ask(say, "0" * 64),
        ask(say, ""),
    ):
        assert (answer.status_code, answer.data) == (404, nothing.data)


def test_before_the_release_there_is_nothing(say, said):
    assert ask(say, FIRST).status_code == 404


@pytest.mark.parametrize(("field", "value"), [("photo", None), ("photo", [FIRST]), ("more", 1)])
def test_another_shape_is_malformed(say, released, field, value):
    body = {"v": 1, "mailbox": b64u(bytes(32)), "photo": FIRST} | {field: value}
    assert say("/say/receipts/photo", body).json["error"] == "malformed"


def test_the_item_of_a_receipt_names_photos_by_their_hashes(say, released):
    found = say("/say/receipts", {"v": 1, "mailbox": b64u(derive(MINE)[0])}).json
    assert found["item"]["photos"] == [FIRST, SECOND]


def test_without_javascript_each_photo_opens_by_a_button(app, released):
    page = type_in(app, receipt=letters(MINE)).text
    assert re.findall(r'name="photo"\s+value="([0-9a-f]{64})"', page) == [FIRST, SECOND]
    assert f'name="receipt" value="{letters(MINE)}"' in page
    answer = type_in(app, receipt=letters(MINE), photo=SECOND)
    assert (answer.mimetype, answer.data) == ("image/webp", pictures.clean(PHOTOS[1]))
    assert type_in(app, receipt=letters(MINE), photo="0" * 64).status_code == 404
    assert type_in(app, receipt=letters(OTHER), photo=FIRST).status_code == 404


def test_a_page_without_photos_offers_none(app, released):
    page = type_in(app, receipt=letters(OTHER)).text
    assert 'name="photo"' not in page
    assert 'data-part="photos" hidden' in page
