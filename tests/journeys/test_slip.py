"""Somebody without an account draws a slip, scans it, speaks, and comes back by the receipt."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from portal.anonymity.codes import spell
from portal.core.db import db
from portal.core.directory import directory
from portal.people.organisation import Organisation
from portal.voice import codes, photos
from portal.voice.models import Photo
from tests.browser.axe import overflow, violations
from tests.journeys.steps import come_back, release, send
from tests.making import photo_with_places

pytestmark = [pytest.mark.browser, pytest.mark.long]

BODY = "上膠機又停了，等料。"


@pytest.fixture
def slip(house, goal, monkeypatch):
    """The code on a slip of a site with people enough."""
    monkeypatch.setattr(Organisation, "crowd_at", lambda *_words: 40)
    with house.app.app_context():
        return spell(codes.make(next(iter(directory().sites())), 1)[0])


def fill(page, slip, *, scripted):
    """The code comes by itself where the picture was scanned, and else it is typed, carelessly."""
    code = page.get_by_label("紙條上的那串碼")
    if scripted:
        expect(code).to_have_value(slip)
        assert "#" not in page.url
        page.locator("label.choice", has_text="說一句").click()
        expect(page.get_by_text("卡在哪裡？")).to_be_hidden()
        page.locator("label.choice", has_text="卡住了").click()
        assert (overflow(page), violations(page)) == (0, [])
    else:
        code.fill(slip.lower().replace("-", " "))
    page.get_by_label("發生了什麼？").fill(BODY)


def show_it(page, path, *, scripted):
    """A photo goes along: drawn anew and shown where scripts run, and else as it is."""
    path.write_bytes(photo_with_places())
    if scripted:
        page.locator("#picture").set_input_files(path)
        expect(page.locator('[data-part="photo-list"] img')).to_be_visible()
    else:
        page.locator("#photos").set_input_files(path)


def forget_something(page):
    """What is missing is said, and what was typed stays."""
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("請")
    expect(page.get_by_label("發生了什麼？")).to_have_value(BODY)


@pytest.mark.parametrize("scripted", [True, False])
def test_a_slip_lets_one_thing_be_said(house, slip, window, watch, tmp_path, scripted):
    watch.expect("status of 422")
    page = window(java_script_enabled=scripted)
    page.goto(f"/say/c?lang=zh-Hant#{slip}")
    fill(page, slip, scripted=scripted)
    forget_something(page)
    page.locator("label.chip", has_text="材料").click()
    page.locator("label.choice", has_text="完全停住").click()
    show_it(page, tmp_path / "IMG_0001.jpg", scripted=scripted)
    send(page)
    expect(page.get_by_role("heading", name="收到了。")).to_be_visible()
    if scripted:
        assert (overflow(page), violations(page)) == (0, [])
    assert page.context.cookies() == []
    letters = page.locator(".digits").inner_text()
    assert release(house).moved == 1
    come_back(page, letters)
    expect(page.locator('[data-part="body"]')).to_have_text(BODY)
    [shown] = on_the_disk(house)
    assert shown.size == (64, 48)
    assert shown.info.keys() <= {"loop", "background", "timestamp", "duration"}


def on_the_disk(house):
    """The photos that were kept, opened."""
    with house.app.app_context():
        rows = db.session.scalars(select(Photo)).all()
        return [Image.open(BytesIO(photos.read(row))) for row in rows]
