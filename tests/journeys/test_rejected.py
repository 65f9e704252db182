"""A comment that does not pass review: nobody reads it, and its author learns why."""

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import SHARED, come_back, release, send, settle, sign_in, slip_of

pytestmark = pytest.mark.browser

BODY = "林師傅上週又在茶水間罵人。"
WORD = "我沒有點名，林師傅是客人給的外號。"
REASON = "點名或寫出個人資料"


def rejects(page):
    """Mona must give a reason before she can send it back."""
    sign_in(page, "mona", SHARED)
    page.get_by_role("link", name="1 則等你審核").click()
    page.locator("summary", has_text="退回").click()
    page.get_by_role("button", name="用這個理由退回").click()
    assert page.locator("input:invalid").count() > 0
    page.get_by_label(REASON).check()
    page.get_by_role("button", name="用這個理由退回").click()
    expect(page.get_by_role("status")).to_contain_text("已退回，十秒後生效。")


def test_a_rejected_comment_stays_unread_and_its_author_learns_why(house, goal, alice, window):
    alice.goto(f"/say/kr/{goal}")
    alice.locator("label.choice", has_text="說一句").click()
    expect(alice.get_by_text("卡在哪裡？")).to_be_hidden()
    alice.get_by_label("發生了什麼？").fill(BODY)
    send(alice)
    slip = slip_of(alice)
    assert release(house).moved == 1
    rejects(window())
    settle(house)
    reader = window()
    sign_in(reader, "charlie", SHARED)
    reader.goto(f"/in/krs/{goal}")
    expect(reader.locator("main")).not_to_contain_text("茶水間")
    come_back(alice, slip.letters)
    expect(alice.get_by_role("heading", name="沒有公開。")).to_be_visible()
    expect(alice.locator('[data-part="reason"]')).to_have_text(REASON)
    expect(alice.locator('[data-part="timeline"]')).to_contain_text(f"沒有公開。理由：{REASON}。")
    alice.get_by_label("想讓審核知道什麼？").fill(WORD)
    alice.get_by_role("button", name="請人再看一次").click()
    expect(alice.get_by_text("收到了。下次打散之後，另一位審核會看。")).to_be_visible()
    assert release(house, later=1).moved == 0
    come_back(alice, slip.letters)
    expect(alice.locator('[data-part="timeline"]')).to_contain_text("你請人再看一次")
    expect(alice.get_by_label("想讓審核知道什麼？")).to_be_hidden()
