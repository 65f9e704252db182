"""The whole life of one blocker, from Alice's phone to the board, on phones and in Chinese."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import overflow, violations
from tests.browser.house import House
from tests.journeys.steps import (
    SHARED,
    Slip,
    come_back,
    release,
    send,
    settle,
    sign_in,
    slip_of,
    write,
)
from tests.journeys.wall import MONDAY, Wall

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wall")]

BODY = "換一次模，要等吊車四十分鐘。"
QUESTION = "一天大約等幾次？"
ANSWER = "早班兩次，晚班三四次。"
WORDS = "換模要等吊車"
BEGUN = "吊車改成各線輪流預約。"
DONE = "換模前一天先約吊車，不用再等。"
# Who said it, and any hour of the day: on no page of anybody.
FACE = re.compile(r"周雅婷|alice|沖壓課|\b\d{1,2}:\d\d\b")


def faceless(page: Page) -> None:
    """The page fits the phone, and tells neither who said it nor at what hour."""
    told = [
        FACE.search(text) for text in page.locator("main article, main .item").all_inner_texts()
    ]
    assert (overflow(page), [found[0] for found in told if found]) == (0, [])


def says(page: Page, goal: str) -> Slip:
    """Alice says what blocks her; no cookie, no name, and a receipt in her hand."""
    write(page, goal, BODY)
    send(page)
    slip = slip_of(page)
    assert page.context.cookies() == []
    return slip


def nothing_waits(page: Page, address: str) -> None:
    """Before the release nobody finds anything."""
    page.goto(address)
    expect(page.locator("main .empty")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(BODY)


def reviews(house: House, page: Page, text: str) -> None:
    """Mona reads it and lets it stand with one key; she learns no writer, and decides nothing."""
    page.goto("/in/moderation")
    expect(page.locator("[data-body]")).to_have_text(text)
    faceless(page)
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("已通過，十秒後生效。")
    settle(house)


def opens(page: Page, left: str) -> None:
    """Bob finds it in his inbox, with what is left of his time, and opens it."""
    page.goto("/in/inbox")
    expect(page.locator("a.item .tag")).to_have_text(left)
    faceless(page)
    page.locator("a.item").click()
    expect(page.locator("main")).to_contain_text("黃志豪：11 月 17 日（二）中午以前要決定。")
    faceless(page)


def decides(page: Page, kind: str, **fields: str) -> None:
    """Bob chooses a kind of decision, fills in what makes it one, and publishes it."""
    page.get_by_role("link", name=kind).click()
    for label, words in fields.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="公開這個決定").click()
    expect(page.get_by_role("status")).to_contain_text("決定已用你的名字公開")


def answers(page: Page, slip: Slip) -> None:
    """Alice answers by her receipt alone."""
    come_back(page, slip.words)
    expect(page.get_by_role("heading", name="有人想問清楚一點。")).to_be_visible()
    expect(page.locator('[data-part="question-text"]')).to_have_text(f"黃志豪：{QUESTION}")
    page.get_by_label("你的回答").fill(ANSWER)
    page.get_by_role("button", name="送出回答").click()
    expect(page.locator('[data-part="answer-sent"]')).to_be_visible()


def works(page: Page, button: str, words: str, cause: str | None = None) -> None:
    """Bob says how far it is and, when it is solved, what it was in the end."""
    page.reload()
    page.get_by_label("做了什麼？").fill(words)
    if cause:
        page.get_by_label("真正的原因是什麼？").select_option(label=cause)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status")).to_contain_text("已用你的名字寫在這裡")


def checks_in(page: Page, goal: str, value: str) -> None:
    """Bob writes down how far his goal is."""
    page.goto(f"/in/krs/{goal}/check-ins")
    page.get_by_label("現在到哪裡？").fill(value)
    page.get_by_role("button", name="儲存").click()
    page.wait_for_url(f"**/in/krs/{goal}**")


def hangs_up(page: Page) -> None:
    """Mona says it in other words: how somebody writes can give them away."""
    page.goto("/in/moderation/paraphrases/")
    page.get_by_label("用你的話寫").fill(WORDS)
    page.get_by_role("button", name="掛上去").click()
    expect(page.get_by_role("status")).to_contain_text("已經掛上看板。")


def confirms(page: Page, slip: Slip) -> None:
    """Alice reads the whole way, and says by her receipt that it is solved."""
    come_back(page, slip.letters)
    expect(page.get_by_role("heading", name="主管說解決了，真的嗎？")).to_be_visible()
    timeline = page.locator('[data-part="timeline"]')
    for step in (QUESTION, "吊車時段，每天四格", BEGUN, f"{DONE}（真正的原因：系統）"):
        expect(timeline).to_contain_text(step)
    assert (overflow(page), violations(page)) == (0, [])
    page.get_by_role("button", name="解決了", exact=True).click()
    expect(page.locator('[data-part="judged"]')).to_be_visible()


def stands_on_the_board(page: Page, result: str) -> None:
    """Charlie finds it on the board from the page of what is stuck, and can decide nothing."""
    page.goto("/in/blockers")
    page.get_by_role("main").get_by_role("link", name="你說，我們做").click()
    row = page.locator(".ysw").filter(has_text=WORDS)
    for words in ("加資源", "黃志豪", result):
        expect(row).to_contain_text(words)
    expect(page.locator("main")).not_to_contain_text(BODY)
    assert overflow(page) == 0


def reads_all_of_it(page: Page) -> None:
    """Its own page has the words and what came of them, for everybody; and no button."""
    page.locator(".ysw").filter(has_text=WORDS).get_by_role("link").click()
    for words in (BODY, ANSWER, BEGUN, "真正的原因：系統"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.get_by_role("link", name="加資源")).to_have_count(0)
    faceless(page)


def comes_to_bob(house: House, alice: Page, goal: str, mona: Page, bob: Page) -> Slip:
    """Said, released, reviewed: not before that does anybody see anything."""
    slip = says(alice, goal)
    nothing_waits(mona, "/in/moderation")
    assert release(house).moved == 1
    nothing_waits(bob, "/in/inbox")
    reviews(house, mona, BODY)
    opens(bob, "還剩 8 工時")
    return slip


def is_asked_about(house: House, alice: Page, slip: Slip, mona: Page, bob: Page) -> None:
    """Bob asks, and her answer comes to him over a release and a review like all else."""
    decides(bob, "問清楚", **{"你想知道什麼？": QUESTION})
    answers(alice, slip)
    release(house, later=1)
    reviews(house, mona, ANSWER)
    bob.reload()
    expect(bob.get_by_role("region", name="寫的人的回答")).to_contain_text(ANSWER)


def is_solved(house: House, wall: Wall, bob: Page, goal: str) -> None:
    """On Tuesday Bob decides, on Wednesday work begins, on Friday he says that it is solved."""
    wall.strike(house, 1, 10)
    day = MONDAY.replace(day=20).isoformat()
    wanted = {"加什麼？": "吊車時段", "多少？": "每天四格", "哪一天以前？": day}
    decides(bob, "加資源", **wanted)
    wall.strike(house, 2)
    works(bob, "開始做了", BEGUN)
    wall.strike(house, 4)
    works(bob, "解決了", DONE, "系統")
    checks_in(bob, goal, "91")


@pytest.mark.long
def test_a_blocker_lives_from_a_phone_to_the_board(house: House, goal, alice, window, wall: Wall):
    mona, bob, charlie = window(), window(), window()
    for page, name in ((mona, "mona"), (bob, "bob"), (charlie, "charlie")):
        sign_in(page, name, SHARED)
    slip = comes_to_bob(house, alice, goal, mona, bob)
    is_asked_about(house, alice, slip, mona, bob)
    is_solved(house, wall, bob, goal)
    hangs_up(mona)
    stands_on_the_board(charlie, "待寫的人確認")
    confirms(alice, slip)
    release(house)
    stands_on_the_board(charlie, "寫的人說解決了")
    expect(charlie.locator(".ysw .delta")).to_have_text(re.compile(r"78\s*→\s*91%"))
    reads_all_of_it(charlie)
