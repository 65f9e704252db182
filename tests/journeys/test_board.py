"""Who leads moves cards by mouse, by finger and by keys, and everybody sees the board move."""

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.core.db import db, transaction
from portal.retro import grouping, opening
from portal.retro.models import Session
from portal.voice import cards
from tests.browser.house import House
from tests.journeys.serving import house, look, place
from tests.making import lead, make_goal
from tests.retro.test_board import ALL

__all__ = ["house", "place"]
pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 1900}
MOVED = "排程沒有人說一聲就改"


@pytest.fixture
def retro(house: House) -> str:
    with house.app.app_context():
        goal = make_goal("bob")
        with transaction():
            session = opening.open_session(house.actor("bob"), "準時送到", [goal.id])
            for body in ALL:
                cards.add(session.id, "2026-48", "cause", body)
            lead(house.actor("bob"), session, "group")
        with transaction():
            session = db.session.get_one(Session, session.id)
            session.grouped = False
            grouping.lay_out(session)
        return session.id


def group(page: Page, name: str) -> Locator:
    return page.locator(".group").filter(has=page.get_by_role("heading", name=name))


def card(page: Page, text: str = MOVED) -> Locator:
    return page.locator("[data-card]").filter(has_text=text)


def is_said(page: Page, sentence: str) -> None:
    expect(page.locator("[data-part=board-said]")).to_have_text(sentence)


def test_a_card_is_dragged_to_another_topic_and_everybody_sees_it_there(window, retro):
    page, other = look(window, "bob", retro, viewport=DESK), look(window, "alice", retro)
    expect(group(other, "排程")).to_contain_text(MOVED)
    # What no hand has touched stays the same element, on every page.
    for one in (page, other):
        one.evaluate("document.querySelector('[data-live=mid] h2').same = true")
    grip = card(page).get_by_role("link", name="移動")
    grip.hover()
    page.mouse.down()
    target = group(page, "倉庫").get_by_role("heading")
    x, y = centre(target)
    page.mouse.move(x, y, steps=4)
    expect(group(page, "倉庫")).to_have_class("group group-ask over-drop")
    page.mouse.up()
    expect(group(page, "倉庫")).to_contain_text(MOVED)
    is_said(page, f"「{MOVED}」已移到「{title(page, '倉庫')}」。")
    expect(group(other, "倉庫")).to_contain_text(MOVED)
    expect(group(other, "排程")).not_to_contain_text(MOVED)
    for one in (page, other):
        assert one.evaluate("window.stays && document.querySelector('[data-live=mid] h2').same")
    page.get_by_role("button", name="復原").click()
    is_said(page, f"已復原：「{MOVED}」已移到「{title(page, '倉庫')}」。")
    expect(group(other, "排程")).to_contain_text(MOVED)


def centre(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def title(page: Page, word: str) -> str:
    name = group(page, word).get_by_role("heading").evaluate("one => one.firstChild.textContent")
    return str(name).strip()


@pytest.mark.long
def test_a_finger_drags_too_and_escape_lets_go(window, retro):
    page = look(window, "bob", retro, viewport=DESK)
    start, end = centre(card(page).get_by_role("link", name="移動")), centre(group(page, "倉庫"))

    def touch(kind: str, at: tuple[float, float]) -> None:
        how = {"pointerType": "touch", "pointerId": 7, "bubbles": True, "isPrimary": True}
        how |= {"clientX": at[0], "clientY": at[1]}
        card(page).locator(".card-grip").dispatch_event(f"pointer{kind}", how)

    touch("down", start)
    touch("move", end)
    expect(page.locator(".carried")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".carried")).to_have_count(0)
    touch("up", end)
    expect(group(page, "排程")).to_contain_text(MOVED)
    for kind, at in (("down", start), ("move", end), ("up", end)):
        touch(kind, at)
    expect(group(page, "倉庫")).to_contain_text(MOVED)


@pytest.mark.long
def test_a_card_is_moved_by_keys_alone(window, retro):
    page = look(window, "bob", retro)
    grip = card(page).get_by_role("link", name="移動")
    grip.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("移到哪個主題")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page).get_by_role("checkbox")).to_be_focused()
    expect(card(page).get_by_role("checkbox")).not_to_be_checked()
    grip.focus()
    page.keyboard.press("Enter")
    page.get_by_label("移到哪個主題").select_option(label=title(page, "倉庫"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(group(page, "倉庫")).to_contain_text(MOVED)
    is_said(page, f"「{MOVED}」已移到「{title(page, '倉庫')}」。")
    assert page.evaluate("window.stays")


@pytest.mark.long
def test_what_cannot_be_done_is_said_where_one_looks(window, watch, retro):
    watch.expect("422")
    page = look(window, "bob", retro)
    card(page).get_by_role("checkbox").check()
    page.get_by_role("button", name="建立").click()
    expect(page.get_by_role("alert")).to_contain_text("這裡要填")
    expect(card(page).get_by_role("checkbox")).to_be_checked()
    page.get_by_label("新主題的名稱").fill("急單")
    page.get_by_role("button", name="建立").click()
    expect(group(page, "急單")).to_contain_text(MOVED)


@pytest.mark.long
def test_a_suggestion_is_judged_in_place(window, retro):
    page = look(window, "bob", retro)
    group(page, "倉庫").get_by_role("button", name="採用", exact=True).click()
    expect(group(page, "倉庫")).not_to_contain_text("建議")
    expect(group(page, "倉庫").get_by_role("heading")).to_be_focused()
    group(page, "排程").get_by_role("button", name="不採用").click()
    expect(page.get_by_role("heading", name="不分組")).to_be_visible()
    expect(group(page, "排程")).to_have_count(0)
    assert page.evaluate("window.stays")


@pytest.mark.long
def test_without_a_script_cards_are_chosen_and_moved(window, retro):
    page = look(window, "bob", retro)
    plain = page.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False,
        base_url=page.url,
        storage_state=page.context.storage_state(),
    ).new_page()
    plain.goto(f"/in/retros/{retro}")
    card(plain).get_by_role("link", name="移動").click()
    expect(card(plain).get_by_role("checkbox")).to_be_checked()
    plain.get_by_label("移到哪個主題").select_option(label=title(page, "倉庫"))
    plain.get_by_role("button", name="移動", exact=True).click()
    expect(group(plain, "倉庫")).to_contain_text(MOVED)
    plain.context.close()
