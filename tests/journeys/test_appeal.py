"""What does not pass review, its author's one appeal, and another moderator who overturns it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import overflow, violations
from tests.browser.house import House
from tests.journeys.steps import (
    SHARED,
    come_back,
    hire,
    release,
    send,
    settle,
    sign_in,
    slip_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.long]

BODY = "林師傅上週又在茶水間罵人。"
WORD = "我沒有點名，林師傅是客人給的外號。"
REASON = "點名或寫出個人資料"
SECOND = "ruth,蔡如玉,,人資部,公司,總公司,moderator,candor-demo"


def says(page: Page, goal: str) -> None:
    """Alice says one sentence, which blocks nothing."""
    page.goto(f"/say/kr/{goal}")
    page.locator("label.choice", has_text="說一句").click()
    expect(page.get_by_text("卡在哪裡？")).to_be_hidden()
    page.get_by_label("發生了什麼？").fill(BODY)
    send(page)


def rejects(page: Page) -> None:
    """Mona must give a reason before she can send it back."""
    sign_in(page, "mona", SHARED)
    page.get_by_role("link", name="1 則等你審核").click()
    page.locator("summary", has_text="退回").click()
    page.get_by_role("button", name="用這個理由退回").click()
    assert page.locator("input:invalid").count() > 0
    page.get_by_label(REASON).check()
    page.get_by_role("button", name="用這個理由退回").click()
    expect(page.get_by_role("status")).to_contain_text("已退回，十秒後生效。")


def reads_nothing(page: Page, goal: str) -> None:
    """Charlie finds no word of it on the page of the goal."""
    sign_in(page, "charlie", SHARED)
    page.goto(f"/in/krs/{goal}")
    expect(page.locator("main")).not_to_contain_text("茶水間")


def appeals(page: Page, receipt: str) -> None:
    """Alice reads why it was not published, and asks once for a second look."""
    come_back(page, receipt)
    expect(page.get_by_role("heading", name="沒有公開。")).to_be_visible()
    expect(page.locator('[data-part="reason"]')).to_have_text(REASON)
    expect(page.locator('[data-part="timeline"]')).to_contain_text(f"沒有公開。理由：{REASON}。")
    assert (overflow(page), violations(page)) == (0, [])
    page.get_by_label("想讓審核知道什麼？").fill(WORD)
    page.get_by_role("button", name="請人再看一次").click()
    expect(page.get_by_text("收到了。下次打散之後，另一位審核會看。")).to_be_visible()


def waits_for_the_second_look(page: Page, receipt: str) -> None:
    """Her step stands in the timeline, and she cannot ask again."""
    come_back(page, receipt)
    expect(page.locator('[data-part="timeline"]')).to_contain_text("你請人再看一次")
    expect(page.get_by_label("想讓審核知道什麼？")).to_be_hidden()


def finds_no_appeal(page: Page) -> None:
    """Whoever decided first does not judge the appeal, and does not read what Alice says to it."""
    page.goto("/in/moderation?tab=appeals")
    expect(page.locator(".queues [aria-current]")).to_have_text("申訴 0")
    expect(page.locator("main")).not_to_contain_text("外號")
    page.goto("/in/moderation?tab=done")
    expect(page.get_by_role("article", name="這則話")).to_contain_text(f"已退回：{REASON}")
    expect(page.get_by_role("button", name="一字不改地公開")).to_have_count(0)


def overturns(page: Page) -> None:
    """Ruth reads the text, the reason and what its author says to it; and publishes it."""
    sign_in(page, "ruth", SHARED)
    page.get_by_role("link", name="1 則等你審核").click()
    expect(page.locator("[data-body]")).to_have_text(BODY)
    for words in ("寫的人請你再看一次。", WORD, REASON):
        expect(page.get_by_role("article", name="這則話")).to_contain_text(words)
    expect(page.locator("main")).not_to_contain_text("周雅婷")
    assert (overflow(page), violations(page)) == (0, [])
    page.get_by_role("button", name="一字不改地公開").click()
    expect(page.get_by_role("status")).to_contain_text("十秒後生效。")


def reads_it(page: Page, goal: str) -> None:
    """Charlie finds it as it was written, and no word of who sent it back or why."""
    page.goto(f"/in/krs/{goal}")
    expect(page.locator("article.voice")).to_contain_text(BODY)
    expect(page.locator("main")).not_to_contain_text(REASON)
    expect(page.locator("main")).not_to_contain_text("何詠詩")


def is_told(page: Page, receipt: str) -> None:
    """Alice reads that it is public now, and that the log can prove what she sent."""
    come_back(page, receipt)
    expect(page.get_by_role("heading", name="公開了。")).to_be_visible()
    steps = page.locator('[data-part="timeline"] li')
    expect(steps.last).to_contain_text("再看一次：已公開")
    expect(steps.last).to_contain_text("再看過一次，現在一字不改地公開了。")
    # All that it could say stands there, hidden: the one that is seen counts.
    proof = page.locator('[data-part="proof"] > :visible')
    expect(proof).to_have_text(re.compile(r"第 \d+ 行和第 \d+ 行可以證明：收到的就是你送出的"))
    assert (overflow(page), violations(page)) == (0, [])


def test_what_was_sent_back_is_published_after_its_authors_appeal(
    house: House, goal, alice, window
):
    hire(house, SECOND)
    mona, ruth, charlie = window(), window(), window()
    says(alice, goal)
    slip = slip_of(alice)
    assert release(house).moved == 1
    rejects(mona)
    settle(house)
    reads_nothing(charlie, goal)
    appeals(alice, slip.letters)
    assert release(house, later=1).moved == 0
    waits_for_the_second_look(alice, slip.letters)
    finds_no_appeal(mona)
    overturns(ruth)
    settle(house)
    reads_it(charlie, goal)
    release(house, later=2)
    is_told(alice, slip.words)
