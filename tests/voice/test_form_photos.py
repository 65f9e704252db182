"""The form of a slip takes photos as a telephone made them, and keeps them nowhere on its way."""

from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from portal import jobs
from portal.core.db import db
from portal.voice import form as plain
from portal.voice import photos, pictures
from portal.voice.models import Photo, Post
from tests.making import photo_with_places
from tests.voice.conftest import inbox
from tests.voice.test_codes import form, printed, site

__all__ = ["printed", "site"]

LARGE = photo_with_places() + bytes(4 * 1024 * 1024)


def send(app, fields, *contents):
    """As a browser without JavaScript sends the form."""
    said = MultiDict(fields)
    for raw in contents:
        said.add("photos", FileStorage(BytesIO(raw), "IMG_0001.jpg"))
    boundary, body = encode_multipart(said)
    kind = f'multipart/form-data; boundary="{boundary}"'
    browser = app.test_client(use_cookies=False)
    return browser.post("/say/c?lang=zh_Hant", data=body, content_type=kind)


@pytest.fixture
def no_files(monkeypatch):
    """What the framework would put into a file while it comes fails the test."""

    def refuse(**_sizes):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("werkzeug.wrappers.request.default_stream_factory", refuse)


def test_photos_larger_than_any_other_request_come_out_bare(app, printed, goal, minute, no_files):
    sent = [LARGE, photo_with_places("tomato")]
    page = send(app, form(goal, printed[0]), *sent)
    assert page.status_code == 200
    jobs.release_at(minute(0))
    post = db.session.scalars(select(Post)).one()
    kept = [photos.read(one) for one in db.session.scalars(select(Photo).order_by(Photo.place))]
    assert kept == [pictures.clean(raw) for raw in sent]
    assert len(photos.of_posts([post.id])[post.id]) == 2


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ([b"%PDF-1.7"], "JPEG、PNG"),
        ([photo_with_places()] * 4, "最多三張"),
        ([photo_with_places() + bytes(plain.LARGEST_PHOTO)], "超過 10 MB"),
    ],
)
def test_what_is_no_photo_is_said_so_and_the_words_stay(app, printed, goal, contents, sentence):
    page = send(app, form(goal, printed[0]), *contents)
    assert page.status_code == 422
    assert sentence in page.text
    assert "請重新選一次" in page.text
    assert form(goal, printed[0])["body"] in page.text
    assert inbox() == {}


def test_no_photo_chosen_is_no_photo(app, printed, goal):
    page = send(app, form(goal, printed[0]), b"")
    assert page.status_code == 200


def test_more_than_three_photos_may_weigh_is_not_read(app, printed, goal):
    page = send(app, form(goal, printed[0]), bytes(plain.MOST))
    assert page.status_code == 413
    assert inbox() == {}
