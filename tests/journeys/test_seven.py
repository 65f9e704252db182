"""One who leads and six who take part, in seven browsers, through a whole retrospective, live."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from portal import jobs
from portal.core.db import db, transaction
from portal.okr import service as okr
from portal.retro import collecting, opening, seating
from portal.retro.models import Session
from tests.browser.axe import overflow, violations
from tests.browser.conftest import Window
from tests.browser.house import House
from tests.journeys import serving
from tests.journeys.serving import Program
from tests.journeys.steps import COUNT_ROWS, OWN, in_days, sign_in
from tests.making import make_goal
from tests.tokens import Stock

pytestmark = [pytest.mark.browser, pytest.mark.long]

MEMBERS = ("alice", "charlie", "mona", "ada")
CARDS = {
    "alice": "排程一天改三次，換模換到一半",
    "charlie": "排程又改，夾具沒人還",
    "mona": "急單插隊，排程全亂",
    "ada": "夾具不夠，要等別課",
    "guest": "夾具放在哪裡沒有人知道",
    "hand": "急單太多，排程沒人敢定",
}
# Cards and a ballot; and what everybody with an account collects.
SEATED, MEMBER = 21, 42
# Who uses nothing but a keyboard.
KEYS = "hand"


@dataclass
class Seat:
    """Somebody who takes part: the letterbox's page, and the session's for who has an account."""

    name: str
    room: Page
    page: Page | None = None
    heard: list[str] = field(default_factory=list)


@pytest.fixture
def place(tmp_path: Path, stock: Stock) -> Iterator[tuple[House, Program]]:
    with serving.served(tmp_path / "data", stock) as found:
        yield found


@pytest.fixture
def house(place: tuple[House, Program]) -> House:
    """Overrides the house of the other journeys, which has no hub."""
    return place[0]


@pytest.fixture
def retro(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """A session to which all five are invited, with its keys."""
    monkeypatch.setattr(collecting, "invited", lambda _session: sorted(house.ids.values()))
    with house.app.app_context():
        goal = make_goal("bob")
        with transaction():
            okr.check_in(house.actor("bob"), goal, 80, 6, "")
            session = opening.open_session(house.actor("bob"), "準時送到", [goal.id])
        jobs.turn_rooms()
        return session.id


def keeps(page: Page, tokens: int) -> None:
    """Wait until a device holds so many tokens."""
    for _ in range(400):
        if page.evaluate(COUNT_ROWS, "tokens") == tokens:
            return
        page.wait_for_timeout(50)
    raise AssertionError(
        f"{page.evaluate(COUNT_ROWS, 'tokens')} tokens came, not {tokens}: "
        + page.locator("main").inner_text()
    )


def listen(page: Page, heard: list[str]) -> None:
    """Keep every frame of the stream and every answer to what a script of a page asked."""

    def keep(request: Request) -> None:
        if request.resource_type == "fetch" and (answer := request.response()):
            heard.append(answer.text())

    tapped = page.context.new_cdp_session(page)
    tapped.send("Network.enable")
    tapped.on("Network.eventSourceMessageReceived", lambda event: heard.append(event["data"]))
    page.on("requestfinished", keep)


def member(window: Window, name: str, retro: str) -> Seat:
    """Somebody with an account, whose device has collected: two tabs of one phone."""
    page = window()
    heard: list[str] = []
    listen(page, heard)
    sign_in(page, name, OWN)
    page.goto(f"/in/retros/{retro}")
    keeps(page, MEMBER)
    page.evaluate("window.stays = true")
    room = page.context.new_page()
    listen(room, heard)
    room.goto(f"/say/join/{retro}")
    return Seat(name, room, page, heard)


def guest(window: Window, house: House, retro: str, name: str) -> Seat:
    """Somebody without an account, who scans what hangs on the wall."""
    with house.app.app_context():
        address = seating.address(db.session.get_one(Session, retro))
    assert address is not None
    room = window()
    heard: list[str] = []
    listen(room, heard)
    room.goto(address)
    keeps(room, SEATED)
    assert "#" not in room.url
    return Seat(name, room, None, heard)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def answer(seat: Seat, question: str, choice: str) -> None:
    """Answer what comes to the phone by itself."""
    expect(seat.room.get_by_role("heading", name=question)).to_be_visible()
    if seat.name == KEYS:
        answer_by_keys(seat, choice)
        return
    seat.room.get_by_text(choice, exact=True).click()
    seat.room.get_by_role("button", name="匿名回答").click()
    expect(seat.room.locator('[data-part="answered"]')).to_be_focused()


def reach(room: Page, wanted: str) -> None:
    """Go on by the Tab key until the focus is there."""
    for _ in range(40):
        if room.evaluate("(one) => document.activeElement.matches(one)", wanted):
            return
        room.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {wanted}")


def answer_by_keys(seat: Seat, choice: str) -> None:
    """The same with nothing but a keyboard."""
    room = seat.room
    reach(room, '[data-part="answers"] input')
    for _ in range(8):
        chosen = room.evaluate("document.activeElement.nextElementSibling.textContent")
        if chosen == choice and room.evaluate("document.activeElement.checked"):
            break
        room.keyboard.press("Space" if chosen == choice else "ArrowDown")
    reach(room, '[data-part="poll"] button')
    room.keyboard.press("Enter")
    expect(room.locator('[data-part="answered"]')).to_be_focused()


def write(seat: Seat) -> None:
    expect(seat.room.get_by_role("heading", name="寫一張卡片")).to_be_visible()
    seat.room.locator("label.choice", has_text="分析原因").click()
    seat.room.get_by_label("你的卡片").fill(CARDS[seat.name])
    seat.room.get_by_role("button", name="蓋著放到桌上").click()
    expect(seat.room.locator('[data-part="done"]')).to_be_focused()


def write_by_keys(seat: Seat) -> None:
    """The same with nothing but a keyboard."""
    room = seat.room
    expect(room.get_by_role("heading", name="寫一張卡片")).to_be_visible()
    reach(room, 'input[name="column"]')
    room.keyboard.press("ArrowDown")
    room.keyboard.press("Space")
    room.keyboard.press("Tab")
    room.keyboard.type(CARDS[seat.name])
    room.keyboard.press("Tab")
    room.keyboard.press("Enter")
    expect(room.locator('[data-part="done"]')).to_be_focused()


def vote(seat: Seat) -> None:
    expect(seat.room.get_by_role("heading", name="先談哪一個？")).to_be_visible()
    if seat.name == KEYS:
        reach(seat.room, '[data-part="topics"] input')
        seat.room.keyboard.type("2")
        reach(seat.room, '[data-part="ballot"] button')
        seat.room.keyboard.press("Enter")
        expect(seat.room.locator('[data-part="voted"]')).to_be_focused()
        return
    seat.room.locator('[data-part="topics"] input').first.fill("2")
    seat.room.get_by_role("button", name="投出去").click()
    expect(seat.room.locator('[data-part="voted"]')).to_be_focused()


def follows(seat: Seat, text: str) -> None:
    """The session's page shows this, and was never loaded again."""
    assert seat.page is not None
    expect(seat.page.locator(".retro").get_by_text(text).first).to_be_visible()
    assert seat.page.evaluate("window.stays")


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
