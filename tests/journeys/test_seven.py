"""One who leads and six who take part, in seven browsers, through a whole retrospective, live."""

import pytest
from playwright.sync_api import Page, expect

from portal import jobs
from portal.core.db import transaction
from portal.okr import readings
from portal.retro import collecting, opening
from tests.browser.axe import overflow, violations
from tests.browser.conftest import Window
from tests.browser.house import House
from tests.journeys.seats import (
    CARDS,
    KEYS,
    MEMBER,
    MEMBERS,
    Seat,
    answer,
    follows,
    guest,
    keeps,
    member,
    press,
    vote,
    write,
    write_by_keys,
)
from tests.journeys.serving import house, place
from tests.journeys.steps import OWN, in_days, sign_in
from tests.making import make_goal

__all__ = ["house", "place"]
pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def retro(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """A session to which all five are invited, with its keys."""
    monkeypatch.setattr(collecting, "invited", lambda _session: sorted(house.ids.values()))
    with house.app.app_context():
        goal = make_goal("bob")
        with transaction():
            readings.check_in(house.actor("bob"), goal, 80, 6, "")
            session = opening.open_session(house.actor("bob"), "準時送到", [goal.id])
        # The program that serves makes the week's keys in its own time; no page shall come before.
        jobs.turn_keys()
        jobs.turn_rooms()
        return session.id


def test_seven_browsers_go_through_a_whole_session(window, watch, house, retro):
    bob = window(viewport={"width": 1280, "height": 800})
    sign_in(bob, "bob", OWN)
    bob.goto(f"/in/retros/{retro}")
    keeps(bob, MEMBER)
    seats = [member(window, name, retro) for name in MEMBERS]
    seats += let_in(bob, window, house, retro)
    session = f"/in/retros/{retro}"
    safe(bob, session, seats)
    members = [seat for seat in seats if seat.page]
    for step in ("下一步：上次的行動", "下一步：看數據", "下一步：收集"):
        press(bob, step)
    for seat in members:
        follows(seat, "用自己的手機寫")
    collect(seats)
    inspect(seats)
    group(bob, watch, members)
    elect(bob, seats)
    discuss(bob, seats)
    end(bob, seats)
    bob.goto(session)
    expect(bob.get_by_text("4.5 分（滿分 5 分）")).to_be_visible()
    expect(bob.get_by_text("把排程鎖一週")).not_to_have_count(0)
    assert (overflow(bob), violations(bob)) == (0, [])


def inspect(seats: list[Seat]) -> None:
    """Nothing that any browser got, nor any page of the session, holds a card."""
    got = [text for seat in seats for text in seat.heard]
    assert len(got) > len(seats) * 3
    shown = [seat.page.content() for seat in seats if seat.page]
    assert [text for text in (*got, *shown) if any(one in text for one in CARDS.values())] == []


def let_in(bob: Page, window: Window, house: House, retro: str) -> list[Seat]:
    """Two scan the room's QR."""
    bob.get_by_role("link", name="現場 QR").click()
    bob.get_by_label("讓幾個人進來？").fill("2")
    press(bob, "顯示 QR")
    expect(bob.get_by_role("img", name="進入這場複盤的 QR")).to_be_visible()
    assert (overflow(bob), violations(bob)) == (0, [])
    found = [guest(window, house, retro, name) for name in ("guest", "hand")]
    bob.reload()
    expect(bob.get_by_text("2 個座位已坐 2 個")).to_be_visible()
    return found


def safe(bob: Page, session: str, seats: list[Seat]) -> None:
    """The safety check, and who is ready."""
    bob.goto(session)
    press(bob, "開始")
    for seat, choice in zip(seats, ("大致敢", "完全敢") * 3, strict=True):
        answer(seat, "在這個場合，你敢說真話嗎？", choice)
    for seat in seats[:3]:
        seat.room.get_by_role("button", name="我準備好了").click()
        expect(seat.room.get_by_role("button", name="我準備好了")).to_have_attribute(
            "aria-pressed", "true"
        )
    expect(bob.get_by_text("已準備好：3／7")).to_be_visible()
    follows(seats[0], "已準備好：3／7")
    press(bob, "下一步：破冰")
    expect(bob.get_by_text("4.5 分（滿分 5 分）")).to_be_visible()


def collect(seats: list[Seat]) -> None:
    for seat in seats:
        (write_by_keys if seat.name == KEYS else write)(seat)
    for seat in seats:
        assert (overflow(seat.room), violations(seat.room)) == (0, [])


def group(bob: Page, watch, members: list[Seat]) -> None:
    """One is cut off while the cards come to the table, and catches up."""
    away = members[0]
    assert away.page is not None
    watch.bear("ERR_INTERNET_DISCONNECTED")
    away.page.context.set_offline(True)
    press(bob, "下一步：分組")
    for text in CARDS.values():
        expect(bob.get_by_text(text)).to_be_visible()
    for seat in members[1:]:
        for text in CARDS.values():
            follows(seat, text)
    away.page.context.set_offline(False)
    follows(away, CARDS["guest"])


def elect(bob: Page, seats: list[Seat]) -> None:
    """All vote, and everybody's page tells how many ballots there were."""
    press(bob, "下一步：投票")
    for seat in seats:
        vote(seat)
    press(bob, "下一步：討論")
    expect(bob.get_by_text("計了 6 張票")).to_be_visible()
    for seat in seats:
        if seat.page:
            follows(seat, "計了 6 張票")


def discuss(bob: Page, seats: list[Seat]) -> None:
    press(bob, "問大家：繼續談，還是換下一個？")
    for seat, choice in zip(seats, ("換下一個", "換下一個", "繼續談") * 2, strict=True):
        answer(seat, "這個主題要繼續談，還是換下一個？", choice)
    press(bob, "計算答案")
    expect(bob.get_by_text("多數人想換下一個。")).to_be_visible()
    bob.get_by_label("要做什麼？").fill("把排程鎖一週")
    bob.get_by_label("誰做？").select_option(label="周雅婷")
    bob.get_by_label("哪一天以前？").fill(in_days(7).isoformat())
    press(bob, "就這樣定")
    for _ in range(5):
        left = bob.locator(".queues a:not(:has(svg))")
        if not left.count():
            break
        left.first.click()
        bob.get_by_text("不訂行動：做成決定，或先擱著").click()
        bob.get_by_label("決定了什麼，或為什麼擱著").fill("下個月再看")
        press(bob, "先擱著")


def end(bob: Page, seats: list[Seat]) -> None:
    press(bob, "下一步：行動")
    press(bob, "下一步：值不值得")
    for seat, choice in zip(seats, ("值得", "非常值得") * 3, strict=True):
        answer(seat, "這場複盤，值得嗎？", choice)
    press(bob, "結束這場複盤")
