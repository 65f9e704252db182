"""What people do in these journeys, as they would say it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from portal import jobs
from portal.core import clock
from portal.voice.release import Moved
from tests.browser.house import PASSWORD, House, collect, open_posting
from tests.making import make_goal

OWN, SHARED = "我自己的", "共用的"
OTHERS = ("bob", "charlie", "mona", "ada")
COUNT_ROWS = """(name) => new Promise((settle, fail) => {
  const opening = indexedDB.open("candor");
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => settle(0);
  opening.onsuccess = () => {
    const counting = opening.result.transaction(name).objectStore(name).count();
    counting.onerror = () => fail(counting.error);
    counting.onsuccess = () => { opening.result.close(); settle(counting.result); };
  };
})"""


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
    for name in OTHERS:
        collect(house, name)
    with house.app.app_context():
        return make_goal("bob").id


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
    expect(page.locator("[data-token-count]")).to_contain_text("張投遞券已在你的裝置裡")


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


def release(house: House) -> Moved:
    """Do the release that is due."""
    with house.app.app_context():
        return jobs.release_at(clock.now())


def come_back(page: Page, receipt: str) -> None:
    """Ask with a receipt what became of it."""
    page.goto("/say/return")
    page.get_by_label("你的回條").fill(receipt)
    page.get_by_role("button", name="看看").click()
