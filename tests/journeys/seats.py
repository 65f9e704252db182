"""Those who take part in a session with phones of their own: what they do, and what they get."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, Request, expect

from portal.core.db import db
from portal.retro import seating
from portal.retro.models import Session
from tests.browser.conftest import Window
from tests.browser.house import House
from tests.journeys.steps import COUNT_ROWS, OWN, sign_in

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
