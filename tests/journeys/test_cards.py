"""Alice writes cards on her own phone; the room reads them when Bob ends the collecting."""

import pytest
from playwright.sync_api import expect

from portal import jobs
from portal.core.db import transaction, writing
from portal.people.models import ALLOWANCE
from portal.retro import collecting, opening
from tests.browser.axe import overflow, violations
from tests.journeys.steps import OPENED, OWN, SHARED, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
SAID = "換模換到一半又被叫回去"


@pytest.fixture
def retro(house, goal, monkeypatch):
    """A session to which all five are invited, with its keys; the others have collected."""
    monkeypatch.setattr(collecting, "invited", lambda _session: sorted(house.ids.values()))
    with house.app.app_context():
        with transaction():
            session = opening.open_session(house.actor("bob"), "準時送到", [goal])
        jobs.turn_rooms()
        card = collecting.key_of(session).kid
        with writing("issuance") as connection:
            others = (ALLOWANCE.c.kid == card) & (ALLOWANCE.c.account_id != house.ids["alice"])
            connection.execute(ALLOWANCE.update().where(others).values(n=20, request=bytes(32)))
            connection.execute(ALLOWANCE.update().where(others).values(request=b"1" * 32))
        return f"/in/retros/{session.id}"


CARDS = f"""async () => {{
  {OPENED}
  if (!(await there())) return 0;
  const db = await opened();
  const reading = db.transaction("tokens").objectStore("tokens").getAll();
  await new Promise((settle) => (reading.onsuccess = settle));
  db.close();
  return reading.result.filter(({{ kind }}) => kind === "card").length;
}}"""


@pytest.fixture
def phone(retro, window):
    """Alice's own phone, on which she has opened the session: twenty cards may be written."""
    page = window()
    sign_in(page, "alice", OWN)
    page.goto(retro)
    for _ in range(200):
        if page.evaluate(CARDS) == 20:
            return page
        page.wait_for_timeout(50)
    raise AssertionError("no card token came")


def steps_on(page, *names):
    for name in names:
        page.get_by_role("button", name=name).click()
        page.wait_for_load_state()


def lay(alice, retro):
    """Alice writes a card; whatever her phone sent meanwhile to the letterbox."""
    alice.goto(retro)
    sent = []
    alice.on("request", lambda request: sent.append((request.url, request.headers)))
    alice.get_by_role("link", name="寫一張卡片").click()
    expect(alice.get_by_role("heading", name="寫一張卡片")).to_be_visible()
    expect(alice.locator('[data-part="title"]')).to_have_text("準時送到")
    expect(alice.get_by_text("這台裝置還能寫 20 張")).to_be_visible()
    assert (overflow(alice), violations(alice)) == (0, [])
    alice.locator("label.choice", has_text="分析原因").click()
    alice.get_by_label("你的卡片").fill(f"  {SAID} ")
    alice.get_by_role("button", name="蓋著放到桌上").click()
    expect(alice.locator('[data-part="done"]')).to_be_focused()
    expect(alice.get_by_text("這台裝置還能寫 19 張")).to_be_visible()
    return [headers for url, headers in sent if "/say" in url]


def test_a_card_goes_from_a_phone_to_the_table(retro, phone, window):
    alice = phone
    bob = window()
    sign_in(bob, "bob", SHARED)
    bob.goto(retro)
    steps_on(bob, "開始", "下一步：破冰", "下一步：上次的行動", "下一步：看數據", "下一步：收集")
    outside = lay(alice, retro)
    assert outside
    assert {(one.get("cookie"), one.get("referer") or None) for one in outside} == {(None, None)}
    bob.reload()
    expect(bob.get_by_text(SAID)).to_have_count(0)
    steps_on(bob, "下一步：分組")
    expect(bob.get_by_text(SAID)).to_be_visible()
    alice.goto(retro)
    expect(alice.get_by_text(SAID)).to_be_visible()
    assert (overflow(alice), violations(alice)) == (0, [])


def test_who_was_not_invited_is_told_what_to_do(retro, window):
    page = window()
    sign_in(page, "charlie", SHARED)
    page.goto(retro.replace("/in/retros", "/say/join"))
    expect(page.get_by_role("heading", name="這台裝置上沒有卡片券。")).to_be_visible()
    assert (overflow(page), violations(page)) == (0, [])


def test_after_the_collecting_the_room_says_that_it_is_over(retro, phone, window):
    bob = window()
    sign_in(bob, "bob", SHARED)
    bob.goto(retro)
    steps_on(
        bob, "下一步：破冰", "下一步：上次的行動", "下一步：看數據", "下一步：收集", "下一步：分組"
    )
    phone.goto(retro.replace("/in/retros", "/say/join"))
    expect(phone.get_by_role("heading", name="現在沒有要做的事。")).to_be_visible()


def test_words_that_no_card_is_yet_stay_and_the_vote_comes_once_they_are_gone(retro, phone, window):
    bob = window()
    sign_in(bob, "bob", SHARED)
    bob.goto(retro)
    steps_on(bob, "下一步：破冰", "下一步：上次的行動", "下一步：看數據", "下一步：收集")
    write_for_room(bob)
    phone.goto(retro.replace("/in/retros", "/say/join"))
    phone.get_by_label("你的卡片").fill(SAID)
    steps_on(bob, "下一步：分組", "下一步：投票")
    expect(phone.get_by_text("複盤已進入下一步，不再收卡片。")).to_be_visible()
    expect(phone.get_by_label("你的卡片")).to_have_value(SAID)
    phone.wait_for_timeout(10_000)
    phone.get_by_label("你的卡片").fill("")
    expect(phone.get_by_role("heading", name="先談哪一個？")).to_be_visible()


def test_a_ballot_is_cast_on_the_phone(retro, phone, window):
    bob = window()
    sign_in(bob, "bob", SHARED)
    bob.goto(retro)
    steps_on(bob, "下一步：破冰", "下一步：上次的行動", "下一步：看數據", "下一步：收集")
    write_for_room(bob)
    steps_on(bob, "下一步：分組", "下一步：投票")
    phone.goto(retro)
    phone.get_by_role("link", name="投票，不具名").click()
    expect(phone.get_by_text("5 點，一個主題最多 3 點。")).to_be_visible()
    phone.get_by_label("分析原因").fill("3")
    expect(phone.get_by_text("還有 2 點")).to_be_visible()
    assert (overflow(phone), violations(phone)) == (0, [])
    cast(phone)
    phone.get_by_label("分析原因").fill("1")
    cast(phone)
    bob.reload()
    assert (overflow(bob), violations(bob)) == (0, [])
    steps_on(bob, "下一步：討論")
    expect(bob.get_by_text("票太少，不計")).to_be_visible()


def cast(page):
    """Cast the ballot, and be told that it lies there."""
    page.get_by_role("button", name="投出去").click()
    expect(page.locator('[data-part="voted"]')).to_be_focused()


def write_for_room(page):
    """The facilitator writes for somebody in the room."""
    page.get_by_text("替現場的人打字").click()
    page.get_by_label("放在哪一題下面？").select_option("cause")
    page.get_by_label("他說了什麼？").fill("師傅說料太硬")
    page.get_by_role("button", name="放到桌上").click()
    page.wait_for_load_state()
