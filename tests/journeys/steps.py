"""What people do in these journeys, as they would say it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal import jobs
from portal.anonymity.client import Token
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive, letters, words
from portal.core import clock
from portal.core.db import db, transaction
from portal.moderation import pending
from portal.moderation import service as moderation
from portal.people.models import Account
from portal.people.roster import read_people, take_people
from portal.voice.models import Post
from portal.voice.release import Moved
from tests.browser.house import PASSWORD, House, gather, open_posting
from tests.making import PEOPLE, make_goal, make_item, make_post, padded

OWN, SHARED = "我自己的", "共用的"
OTHERS = ("bob", "charlie", "mona", "ada")
OPENED = """const opened = () => new Promise((settle, fail) => {
  const opening = indexedDB.open("candor");
  opening.onsuccess = () => settle(opening.result);
  opening.onerror = () => fail(opening.error);
});
const there = async () => (await indexedDB.databases()).some(({ name }) => name === "candor");"""
COUNT_ROWS = f"""async (store) => {{
  {OPENED}
  if (!(await there())) return 0;
  const db = await opened();
  const counting = db.transaction(store).objectStore(store).count();
  await new Promise((settle) => (counting.onsuccess = settle));
  db.close();
  return counting.result;
}}"""
FILL = f"""async ([kid, tokens, kind]) => {{
  {OPENED}
  while (!(await there())) await new Promise((settle) => setTimeout(settle, 10));
  const db = await opened();
  const filling = db.transaction(["tokens", "notes"], "readwrite");
  for (const [msg, sig] of tokens) filling.objectStore("tokens").put({{ kid, msg, sig, kind }});
  filling.objectStore("notes").put({{ name: `collected:${{kid}}`, value: {{ seq: -1 }} }});
  await new Promise((settle) => (filling.oncomplete = settle));
  db.close();
}}"""

COLLECTED = f"""async (names) => {{
  {OPENED}
  const noted = async () => {{
    if (!(await there())) return [];
    const db = await opened();
    const asking = db.transaction("notes").objectStore("notes").getAllKeys();
    await new Promise((settle) => (asking.onsuccess = settle));
    db.close();
    return asking.result;
  }};
  for (let known = []; !names.every((name) => known.includes(name)); known = await noted())
    await new Promise((settle) => setTimeout(settle, 50));
}}"""

EMPTY = f"""async () => {{
  {OPENED}
  const db = await opened();
  const emptying = db.transaction("tokens", "readwrite");
  emptying.objectStore("tokens").clear();
  await new Promise((settle) => (emptying.oncomplete = settle));
  db.close();
}}"""


@dataclass(frozen=True)
class Slip:
    """A receipt as it is shown, once."""

    words: str
    letters: str


def in_days(days: int) -> date:
    """Return the day that comes so many days after today, where the organisation is."""
    return datetime.now(ZoneInfo("Asia/Taipei")).date() + timedelta(days=days)


def furnish(house: House) -> str:
    """Open posting, let everybody but Alice collect, and make Bob's goal; its id."""
    open_posting(house)
    gather(house, *OTHERS)
    with house.app.app_context():
        return make_goal("bob").id


def hire(house: House, *lines: str) -> None:
    """Take in further people, each a line of a people file."""
    head = PEOPLE.partition("\n")[0]
    with house.app.app_context():
        with transaction():
            take_people(read_people("\n".join((head, *lines, "")).encode()))
        house.ids |= {row.identifier: row.id for row in db.session.scalars(select(Account))}


def fill_wallet(page: Page, tokens: list[Token], kind: str = "post") -> None:
    """Put tokens into a browser as if it had collected them long ago."""
    page.goto("/say/return")
    pairs = [(b64u(token.msg), b64u(token.sig)) for token in tokens]
    page.evaluate(FILL, [tokens[0].kid, pairs, kind])


def sign_in(page: Page, name: str, device: str = OWN) -> None:
    """Sign in by the form and arrive at home."""
    page.goto("/in/login")
    page.get_by_label("工號或名稱").fill(name)
    page.get_by_label("密碼").fill(PASSWORD)
    page.locator("label.choice", has_text=device).click()
    page.get_by_role("button", name="登入").click()
    page.wait_for_url("**/in/")


def wait_for_tokens(page: Page) -> None:
    """Stay on home until the tokens have come, without a click."""
    keys = page.request.get("/say/keys.json").json()["keys"]
    page.evaluate(COLLECTED, [f"collected:{key['kid']}" for key in keys])


def kept(page: Page, store: str = "tokens") -> int:
    """Count what this device keeps in one of its stores."""
    return page.evaluate(COUNT_ROWS, store)


def write(page: Page, goal: str, body: str, cause: str = "排程") -> None:
    """Open the posting page of a goal and fill it in, up to the button."""
    page.goto(f"/say/kr/{goal}")
    page.get_by_label("發生了什麼？").fill(body)
    page.locator("label.chip", has_text=cause).click()
    page.locator("label.choice", has_text="完全停住").click()


def send(page: Page) -> None:
    """Press the button."""
    page.get_by_role("button", name="投進去").click()


def slip_of(page: Page) -> Slip:
    """Read the receipt from the screen."""
    expect(page.get_by_role("heading", name="收到了。")).to_be_visible()
    words = page.locator('[data-part="words"] li').evaluate_all(
        "items => items.map((item) => item.lastChild.textContent)"
    )
    return Slip("".join(words), page.locator('[data-part="letters"]').inner_text())


def release(house: House, later: int = 0) -> Moved:
    """Do the release of this minute, or, where that was done, of one so many minutes later."""
    with house.app.app_context():
        return jobs.release_at(clock.now() + timedelta(minutes=later))


def approve(house: House, page: Page) -> None:
    """Let stand what waits for the moderator of this window, and ten seconds pass."""
    page.goto("/in/moderation")
    page.get_by_role("button", name="通過").first.click()
    expect(page.get_by_role("status")).to_contain_text("已通過，十秒後生效。")
    settle(house)


def settle(house: House) -> None:
    """Let count what a moderator decided, as if ten seconds were over."""
    with house.app.app_context():
        pending.settle(clock.now() + pending.UNDO)


def published(house: House, goal: str, token: Token, body: str) -> tuple[str, Slip]:
    """A public blocker that nobody has answered, and its receipt; all without a window."""
    receipt = Receipt(secrets.token_bytes(10))
    mailbox, salt = derive(receipt)
    hidden = {"mailbox": b64u(mailbox), "salt": b64u(salt)}
    say(house, "/say/posts", make_post(token, make_item(goal, body), **hidden))
    return let_through(house), Slip("".join(words(receipt)), letters(receipt))


def say(house: House, address: str, request: dict[str, Any]) -> None:
    """Send this from a browser that nobody knows."""
    browser = house.app.test_client(use_cookies=False)
    answer = browser.post(address, data=padded(request), content_type="application/json")
    assert answer.status_code == 202, answer.text


def let_through(house: House, later: int = 0) -> str:
    """Release what was said, and let Mona approve the one post or answer that waits; its id."""
    release(house, later)
    with house.app.app_context():
        waiting = db.session.scalars(select(Post).where(Post.state == "waiting")).one().id
        with transaction():
            moderation.decide(house.actor("mona"), moderation.find_case(waiting), "approve", None)
    return waiting


def before_bob(window: Callable[..., Page]) -> Page:
    """Bob's window, before the blocker that waits for him."""
    bob = window()
    sign_in(bob, "bob", SHARED)
    bob.goto("/in/inbox")
    bob.locator("a.item").click()
    return bob


def come_back(page: Page, receipt: str) -> None:
    """Ask with a receipt what became of it."""
    page.goto("/say/return")
    page.get_by_label("你的回條").fill(receipt)
    page.get_by_role("button", name="看看").click()
