"""Photos of a post: taken bare, sealed in the inbox, moved once, in files that tell nothing."""

import json
import stat
from datetime import datetime, time
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from portal import jobs
from portal.anonymity import tokens as anonymity
from portal.anonymity.encoding import b64u
from portal.core.db import db, reading, transaction, writing
from portal.core.errors import Missing
from portal.core.settings import settings
from portal.voice import moving, photos, pictures, release, standing
from portal.voice.envelope import MOST, STEP
from portal.voice.keys import sealer
from portal.voice.models import INBOX_ROW, Photo, Post
from portal.voice.rendering import open_item
from portal.voice.standing import Judgement
from tests.making import make_item, make_post, padded, photo_with_places, pictured
from tests.voice.conftest import inbox, put

pytestmark = pytest.mark.everywhere

VECTORS = Path(__file__).resolve().parents[1] / "js" / "vectors.json"
COLOURS = ("teal", "tomato", "gold")
PHOTOS = [photo_with_places(colour) for colour in COLOURS]
STANDING = [photos.stand_in(photo) for photo in PHOTOS]
OVERHEAD = 29


def with_photos(goal, *sent, **changes):
    photos_ = pictured(*sent) if sent else {}
    return make_item(goal.id, **photos_, **changes)


def beside():
    """Names of files in uploads/ and of what still lies beside its place."""
    names = {path.name for path in photos.folder().iterdir()}
    laid = {name for name in names if name.startswith(".")}
    return names - laid, laid


def rows():
    db.session.rollback()
    return db.session.scalars(select(Photo).order_by(Photo.post_id, Photo.place)).all()


def sealed_photos():
    with reading("inbox") as connection:
        return connection.scalars(select(INBOX_ROW.c.photos)).all()


@pytest.fixture
def post(say, crowd, goal):
    """Send a post with these photos; the answer."""
    fresh = iter(crowd)

    def send(*sent, **changes):
        return say("/say/posts", make_post(next(fresh), with_photos(goal, *sent, **changes)))

    return send


def test_the_commitment_is_over_hashes_of_what_was_sent(post, goal):
    answer = post(*PHOTOS)
    assert answer.status_code == 202, answer.json
    item = with_photos(goal) | {"photos": STANDING}
    assert answer.json["commitment"] == anonymity.commitment(bytes(16), item).hex()


def test_the_commitment_is_that_of_the_browser(say, crowd):
    known = json.loads(VECTORS.read_text(encoding="utf-8"))["photos"]
    item = known["item"] | {"photos": known["sent"]}
    answer = say("/say/posts", make_post(crowd[0], item, salt=known["salt"]))
    assert answer.json["commitment"] == known["hex"]


def test_the_inbox_holds_one_sealed_column_for_all_photos(post):
    assert post().status_code == post(PHOTOS[0]).status_code == post(*PHOTOS).status_code == 202
    lengths = sorted(len(one) for one in sealed_photos() if one is not None)
    # One photo or three: the same length. Without any there is nothing.
    assert lengths == [STEP + 65536 + OVERHEAD] * 2
    assert sealed_photos().count(None) == 1


def test_a_release_moves_photos_once_in_their_order(post, minute):
    post(*PHOTOS)
    jobs.release_at(minute(0))
    row = db.session.scalars(select(Post)).one()
    assert open_item(row)["photos"] == STANDING
    cleaned = [pictures.clean(photo) for photo in PHOTOS]
    assert [photos.read(photo) for photo in rows()] == cleaned
    assert {photo.post_id for photo in rows()} == {row.id}
    assert beside() == ({photo.id for photo in rows()}, set())
    before = beside()
    jobs.release_at(minute(0))
    jobs.release_at(minute(1))
    assert (beside(), len(rows())) == (before, 3)
    assert inbox() == {}


def test_files_are_laid_in_no_order_of_what_was_spent(
    crowd, goal, open_posting, minute, monkeypatch
):
    laid = []
    monkeypatch.setattr(release, "_photos", lambda nullifier: [nullifier])
    monkeypatch.setattr(photos, "lay", lambda one, *_: laid.append(one) or f"{len(laid)}")
    item = make_item(goal.id) | {"photos": ["a hash"]}
    nullifiers = sorted(put(open_posting, item) for _ in range(9))
    jobs.release_at(minute(0))
    assert sorted(laid) == nullifiers
    # One time in 362 880 it would be by chance.
    assert laid != nullifiers


def test_files_say_nothing_but_the_day(post, minute):
    post(PHOTOS[0])
    post(PHOTOS[1], PHOTOS[2])
    at = minute(0)
    jobs.release_at(at)
    day = at.astimezone(settings().zone).date()
    midnight = datetime.combine(day, time(), settings().zone).timestamp()
    for path in photos.folder().iterdir():
        found = path.stat()
        assert (found.st_mtime, stat.S_IMODE(found.st_mode)) == (midnight, 0o600)
        assert found.st_size == 65536 + OVERHEAD
        assert b"WEBP" not in path.read_bytes()


def test_no_byte_of_a_photo_stays_in_the_inbox(app, post, minute):
    post(*PHOTOS)
    [sealed] = sealed_photos()
    pieces = [sealed[at : at + 16] for at in range(0, len(sealed) - 16, 4096)]
    jobs.release_at(minute(0))
    assert sealed_photos() == []
    folder = app.extensions["portal"].data
    left = b"".join(path.read_bytes() for path in folder.glob("inbox.db*"))
    assert not any(piece in left for piece in pieces)


def test_photos_that_wait_stay_with_their_post(post, goal, say, crowd, minute):
    held = make_post(crowd[9], with_photos(goal, *PHOTOS), hold="epoch")
    assert say("/say/posts", held).status_code == 202
    assert post().status_code == 202
    assert post(PHOTOS[0]).status_code == 202
    assert jobs.release_at(minute(0)).kept == 1
    assert len(rows()) == 1
    [sealed] = sealed_photos()
    assert sealed is not None


def test_photos_that_cannot_be_opened_keep_nobody_else_waiting(post, minute, caplog):
    assert post(PHOTOS[0]).status_code == 202
    [spoilt] = inbox()
    with writing("inbox") as connection:
        connection.execute(INBOX_ROW.update().values(photos=b"\x01" * 100))
    assert post(PHOTOS[1]).status_code == 202
    assert jobs.release_at(minute(0)).moved == 1
    assert (set(inbox()), len(rows())) == ({spoilt}, 1)
    assert [one.getMessage() for one in caplog.records] == ["a row of the inbox cannot be opened"]


def broken(*_words):
    raise OSError("the power is gone")


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (release, "move"),
        (moving, "_leaves"),
        (moving, "_add_photos"),
        (photos, "settle"),
        (release, "_write_lines"),
        (release, "sweep"),
    ],
)
@pytest.mark.parametrize("later", [0, 1])
def test_the_next_run_heals_a_crash(post, minute, monkeypatch, module, step, later):
    post(*PHOTOS)
    post(PHOTOS[0], body="另一則")
    with monkeypatch.context() as patch:
        patch.setattr(module, step, broken)
        with pytest.raises(OSError, match="power"):
            jobs.release_at(minute(0))
    # Whatever has a row can be seen already.
    assert all(photos.read(photo) for photo in rows())
    jobs.release_at(minute(later))
    assert len(rows()) == 4
    assert beside() == ({photo.id for photo in rows()}, set())
    assert all(photos.read(photo) for photo in rows())
    assert inbox() == {}


def test_a_crash_between_two_files_is_healed(post, minute, monkeypatch):
    post(*PHOTOS)
    lay, laid = photos.lay, []

    def lay_one(*words):
        if laid:
            broken()
        laid.append(lay(*words))
        return laid[0]

    with monkeypatch.context() as patch:
        patch.setattr(photos, "lay", lay_one)
        with pytest.raises(OSError, match="power"):
            jobs.release_at(minute(0))
    assert len(beside()[1]) == 1
    jobs.release_at(minute(0))
    assert (len(rows()), beside()[1]) == (3, set())


def test_a_database_without_rows_costs_no_photo(post, minute):
    post(*PHOTOS)
    jobs.release_at(minute(0))
    with transaction() as session:
        session.execute(delete(Photo))
    jobs.release_at(minute(1))
    assert len(beside()[0]) == 3


def test_the_same_post_again_is_the_same_and_another_photo_is_another_post(say, crowd, goal):
    first = make_post(crowd[0], with_photos(goal, PHOTOS[0]))
    second = make_post(crowd[0], with_photos(goal, PHOTOS[1]))
    assert [say("/say/posts", one).status_code for one in (first, first, second)] == [202, 202, 409]


def refused(answer, status, slug):
    assert (answer.status_code, answer.json["error"]) == (status, slug), answer.json
    assert answer.json["message"]
    assert inbox() == {}


def test_three_photos_are_the_most(post):
    refused(post(*PHOTOS, PHOTOS[0]), 422, "item")


@pytest.mark.parametrize("wrong", ["x", "AA==", "A A", 7, None])
def test_another_spelling_of_bytes_is_malformed(say, crowd, goal, wrong):
    refused(
        say("/say/posts", make_post(crowd[0], make_item(goal.id, photos=[wrong]))), 400, "malformed"
    )


@pytest.mark.parametrize("wrong", [b"", b"%PDF-1.7", PHOTOS[0][:-40]])
def test_what_is_no_whole_picture_is_not_taken(post, wrong):
    refused(post(wrong), 422, "item")


def test_the_length_of_a_request_goes_with_its_photos(say, crowd, goal):
    plain = make_post(crowd[0], make_item(goal.id))
    large = make_post(crowd[0], with_photos(goal, PHOTOS[0]))
    refused(say("/say/posts", padded(plain, STEP)), 400, "malformed")
    refused(say("/say/posts", padded(large, 8192)), 400, "malformed")
    refused(say("/say/posts", padded(large, STEP + 8192)), 413, "too-large")
    refused(say("/say/posts", padded(large, MOST + STEP)), 413, "too-large")
    assert say("/say/posts", padded(large, MOST)).status_code == 202


def test_no_picture_is_opened_before_its_token_is_good(say, crowd, goal, monkeypatch):
    monkeypatch.setattr(pictures, "clean", lambda _raw: pytest.fail("it was opened"))
    forged = make_post(crowd[0], with_photos(goal, PHOTOS[0]), sig=b64u(bytes(384)))
    refused(say("/say/posts", forged), 403, "no-entry")
    wordless = make_post(crowd[0], with_photos(goal, PHOTOS[0], body=""))
    refused(say("/say/posts", wordless), 422, "item")


def test_photos_are_found_by_their_state_alone(post, minute):
    post(*PHOTOS[:2])
    jobs.release_at(minute(0))
    first, second = rows()
    assert photos.of_posts([first.post_id, "a" * 26]) == {first.post_id: (first.id, second.id)}
    with pytest.raises(Missing):
        photos.find_published(first.id)
    with transaction():
        standing.judge(db.session.scalars(select(Post)).one(), Judgement.APPROVE, None)
    assert photos.find_published(first.id).id == first.id


def test_a_file_that_is_gone_is_missing_and_a_moved_one_does_not_open(post, minute):
    post(*PHOTOS[:2])
    jobs.release_at(minute(0))
    first, second = rows()
    (photos.folder() / first.id).replace(photos.folder() / second.id)
    with pytest.raises(Missing):
        photos.read(first)
    with pytest.raises(ValueError, match="another place"):
        photos.read(second)


def test_the_epoch_of_a_photo_is_that_of_its_post(post, minute):
    post(PHOTOS[0])
    jobs.release_at(minute(0))
    [photo], row = rows(), db.session.scalars(select(Post)).one()
    assert photo.epoch == row.epoch in sealer().keys.epochs()
