"""A photo with its place in it goes from a phone to a manager, and the place stays on the phone."""

import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from portal.anonymity.encoding import unb64u
from portal.core.db import db, reading
from portal.voice import inbox
from portal.voice.models import INBOX_ROW, Photo
from tests.browser.axe import overflow, violations
from tests.browser.house import client_of
from tests.journeys.steps import (
    SHARED,
    approve,
    come_back,
    kept,
    release,
    send,
    sign_in,
    slip_of,
    write,
)
from tests.making import encoded, photo_with_places

pytestmark = [pytest.mark.browser, pytest.mark.long]

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "images"
BODY = "天車的鋼索起毛了，照片裡看得到。"
MARKERS = (b"exif", b"gps", b"nikon", b"icc_profile", b"adobe", b"2008", b"vivid", b"a colour")
COLOURS = ("teal", "tomato", "gold", "navy")
PICTURE = "加一張照片"
POSTS = "**/say/posts*"


def phone_file(name, raw=None):
    return {"name": name, "mimeType": "image/jpeg", "buffer": raw or photo_with_places()}


def choose(page, *files):
    page.get_by_label(PICTURE).set_input_files(list(files))


def shown(page):
    return page.locator('[data-part="photo-list"] img')


def waiting_photos(house):
    """The photos in the inbox, opened."""
    with house.app.app_context(), reading("inbox") as connection:
        rows = connection.execute(select(INBOX_ROW)).all()
        return [inbox.open_photos(bytes(row.nullifier), row.photos) for row in rows]


def marks(*raws):
    return {mark for raw in raws for mark in MARKERS if mark in raw.lower()}


def sent_of(page):
    """What the page sends, as it grows."""
    found = []
    page.context.on("request", lambda one: one.method == "POST" and found.append(one.post_data))
    return found


def rejoins(house, alice, window, photo):
    """What the moderator, a manager and the author see."""
    mona, bob = window(), window()
    sign_in(mona, "mona", SHARED)
    mona.get_by_role("link", name="1 則等你審核").click()
    opens(mona)
    approve(house, mona)
    sign_in(bob, "bob", SHARED)
    bob.get_by_role("link", name="1 則卡關等你決定").click()
    bob.locator("a.item").click()
    opens(bob)
    come_back(alice, photo)


def opens(page):
    """The small photo is there, and Enter or a click opens it."""
    photo = page.get_by_role("img", name="第 1 張照片，共 1 張，點開放大")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 640)
    small = photo.bounding_box()["width"]
    assert (overflow(page), violations(page)) == (0, [])
    photo.click()
    assert photo.bounding_box()["width"] > 2 * small
    assert overflow(page) == 0
    page.keyboard.press("Enter")
    assert photo.bounding_box()["width"] == small


def test_a_photo_arrives_without_its_place_and_is_seen_by_who_may(house, goal, alice, window):
    raw = (SAMPLES / "DSCN0010.jpg").read_bytes()
    assert marks(raw) >= {b"exif", b"nikon", b"2008"}
    sent = sent_of(alice)
    write(alice, goal, BODY)
    choose(alice, phone_file("IMG_2008_alice.jpg", raw))
    expect(shown(alice)).to_have_count(1)
    expect(alice.get_by_text("拍到臉、名牌或螢幕了嗎？")).to_be_visible()
    expect(alice.locator('[data-part="row-photos"]')).to_contain_text("…")
    assert (overflow(alice), violations(alice)) == (0, [])
    send(alice)
    slip = slip_of(alice)
    assert (kept(alice, "flight"), shown(alice).count()) == (0, 0)
    request = json.loads(next(one for one in sent if '"photos"' in (one or "")))
    bare = [unb64u(text) for text in request["item"]["photos"]]
    assert marks(*bare) == set()
    assert "IMG_2008" not in "".join(one or "" for one in sent)
    [[photo]] = waiting_photos(house)
    assert marks(photo) == set()
    assert photo[:4] == b"RIFF"
    assert release(house).moved == 1
    rejoins(house, alice, window, slip.letters)
    own = alice.get_by_role("img", name="你的第 1 張照片")
    expect(own).to_be_visible()
    assert own.evaluate("one => [one.naturalWidth, one.naturalHeight]") == [640, 480]
    assert (overflow(alice), violations(alice)) == (0, [])


def test_what_is_not_published_has_no_address(house, goal, alice):
    write(alice, goal, BODY)
    choose(alice, phone_file("a.jpg"))
    expect(shown(alice)).to_have_count(1)
    send(alice)
    slip_of(alice)
    release(house)
    with house.app.app_context():
        photo = db.session.scalars(select(Photo.id)).one()
    for name, status in (("alice", 404), ("bob", 404), ("mona", 404)):
        assert client_of(house, name).get(f"/in/photos/{photo}").status_code == status


def test_three_are_the_most_and_each_can_be_taken_out_by_keyboard(goal, alice):
    write(alice, goal, BODY)
    choose(alice, *(phone_file(f"{n}.jpg", photo_with_places(c)) for n, c in enumerate(COLOURS)))
    expect(shown(alice)).to_have_count(3)
    expect(alice.get_by_role("alert")).to_contain_text("最多三張")
    expect(alice.get_by_label(PICTURE)).to_be_disabled()
    expect(alice.locator('[data-part="photo-state"]')).to_contain_text("這 3 張照片")
    assert violations(alice) == []
    for left in (2, 1, 0):
        alice.get_by_role("button", name="拿掉第 1 張").press("Enter")
        expect(shown(alice)).to_have_count(left)
    expect(alice.get_by_label(PICTURE)).to_be_focused()
    expect(alice.get_by_text("拍到臉")).to_be_hidden()


def test_what_is_no_picture_is_said_so_and_left_out(goal, alice):
    write(alice, goal, BODY)
    pdf = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7"}
    choose(alice, pdf, phone_file("b.jpg"))
    expect(shown(alice)).to_have_count(1)
    expect(alice.get_by_role("alert")).to_contain_text("打不開成圖")


def test_a_large_picture_is_drawn_small_and_upright(house, goal, alice):
    write(alice, goal, BODY)
    choose(alice, phone_file("turned.jpg", turned()))
    expect(shown(alice)).to_have_count(1)
    size = shown(alice).evaluate("one => [one.naturalWidth, one.naturalHeight]")
    assert size == [800, 1600]
    alice.set_viewport_size({"width": 360, "height": 800})
    assert overflow(alice) == 0


def turned():
    held = Image.Exif()
    held[274] = 6
    return encoded(Image.new("RGB", (2400, 1200), "teal"), "JPEG", exif=held)


def test_photos_come_back_with_a_draft_and_after_a_lost_answer(house, goal, alice, watch):
    watch.expect("status of 503")
    alice.route(POSTS, lambda route: route.fulfill(status=503, json={"v": 1}))
    write(alice, goal, BODY)
    choose(alice, phone_file("a.jpg"))
    expect(shown(alice)).to_have_count(1)
    before = alice.locator('[data-part="row-photos"]').inner_text()
    send(alice)
    expect(alice.get_by_role("heading", name="還沒送出。")).to_be_visible()
    alice.reload()
    alice.get_by_role("button", name="不送了").click()
    expect(shown(alice)).to_have_count(1)
    alice.locator("summary", has_text="看我這一列").click()
    expect(alice.locator('[data-part="row-photos"]')).to_have_text(before)
