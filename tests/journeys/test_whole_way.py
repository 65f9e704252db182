"""From a blocker that Alice says without her name to the decision that she reads by receipt."""

import re

import pytest
from playwright.sync_api import Page, Request, Response, expect

from tests.browser.axe import overflow, violations
from tests.browser.house import House
from tests.journeys.steps import (
    SHARED,
    Slip,
    approve,
    come_back,
    in_days,
    kept,
    release,
    send,
    sign_in,
    slip_of,
    wait_for_tokens,
    write,
)

pytestmark = pytest.mark.browser

BODY = "不是機器老，是排程一天改三次。\n模具換到一半又換回去。"
SAID = "不是機器老，是排程一天改三次。"
GOAL = "客人訂的貨，準時送到"
NOTE = "先問清楚是誰改的排程：業務還是生管"
ACTION = "排程一天只改一次，改了要寫原因"


class Trail:
    """Every cookie that went to /say or came from there."""

    def __init__(self, page: Page) -> None:
        self.asked, self.cookies = 0, []
        page.context.on("request", self._sent)
        page.context.on("response", self._came)

    def _sent(self, request: Request) -> None:
        if "/say/" in request.url:
            self.asked += 1
            self._keep(request.all_headers().get("cookie"))

    def _came(self, response: Response) -> None:
        if "/say/" in response.url:
            self._keep(response.all_headers().get("set-cookie"))

    def _keep(self, cookie: str | None) -> None:
        self.cookies += [cookie] if cookie else []


def speaks(page: Page, goal: str) -> Slip:
    """Alice says it; what the server confirms is what she sent."""
    trail = Trail(page)
    write(page, goal, BODY)
    assert (overflow(page), violations(page)) == (0, [])
    with page.expect_response("**/say/posts*") as sending:
        send(page)
    answer = sending.value
    assert (answer.status, answer.json()["state"]) == (202, "queued")
    assert re.fullmatch("[0-9a-f]{64}", answer.json()["commitment"])
    expect(page.locator('[data-part="mismatch"]')).to_be_hidden()
    slip = slip_of(page)
    assert trail.asked >= 3
    assert trail.cookies == []
    return slip


def sees_receipt_once(page: Page, slip: Slip) -> None:
    """Eight words, 18 letters, a picture; and after leaving, nothing by any way back."""
    assert re.fullmatch("[\u4e00-\u9fff]{8}", slip.words)
    assert len(re.sub(r"\s", "", slip.letters)) == 18
    expect(page.get_by_role("img", name="英數字的 QR 圖")).to_be_visible()
    assert page.locator('[data-part="qr"] path').get_attribute("d").count("M") > 100
    assert violations(page) == []
    assert (page.locator("#body").input_value(), kept(page, "flight")) == ("", 0)
    # What a browser keeps of the page to show it again on Back has no slip any more.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(page.locator('[data-part="slip"]')).to_have_count(0)
    page.reload()
    expect(page.get_by_label("發生了什麼？")).to_have_value("")
    shows_nothing(page, slip)
    page.get_by_role("link", name="Candor 真話").click()
    page.go_back()
    expect(page.get_by_label("發生了什麼？")).to_have_value("")
    shows_nothing(page, slip)


def shows_nothing(page: Page, slip: Slip) -> None:
    """Neither receipt nor text stand anywhere on the page."""
    html = page.content()
    assert slip.words[:4] not in page.inner_text("body")
    assert slip.letters[:4] not in page.inner_text("body")
    assert "模具換到一半" not in html
    expect(page.get_by_role("heading", name="你的回條")).to_be_hidden()


def approves(house: House, page: Page) -> None:
    """Mona reads it and lets it stand."""
    sign_in(page, "mona", SHARED)
    page.goto("/in/moderation")
    expect(page.locator("[data-body]")).to_contain_text(SAID)
    approve(house, page)


def reads(page: Page, goal: str) -> None:
    """Charlie, of another team, finds it on the page of the goal; it has no face and no hour."""
    sign_in(page, "charlie", SHARED)
    page.goto(f"/in/krs/{goal}")
    voice = page.locator("article.voice")
    expect(voice).to_contain_text(SAID)
    expect(voice).to_contain_text("完全停住")
    assert not re.search(r"\d\d:\d\d|周雅婷|alice", voice.inner_text())
    voice.get_by_role("link").first.click()
    expect(page.get_by_role("button", name="公開這個決定")).to_have_count(0)


def decides(page: Page) -> None:
    """Bob adds resources: first without a day, then with one that he can keep."""
    sign_in(page, "bob", SHARED)
    page.get_by_role("link", name="1 則卡關等你決定").click()
    page.locator("a.item").click()
    page.get_by_role("link", name="加資源").click()
    page.get_by_label("加什麼？").fill("夜間換模人力")
    page.get_by_label("多少？").fill("2 人")
    page.get_by_role("button", name="公開這個決定").click()
    expect(page.locator("#by-fault")).to_contain_text("「盡快」不是日期。寫一個你做得到的日子。")
    expect(page.get_by_label("加什麼？")).to_have_value("夜間換模人力")
    assert violations(page) == []
    page.get_by_label("哪一天以前？").fill(in_days(7).isoformat())
    page.get_by_role("button", name="公開這個決定").click()
    expect(page.locator(".answer")).to_contain_text("夜間換模人力，2 人")


def opens_retrospective(page: Page, goal: str) -> None:
    """Bob opens a session over the goal; what was said lies on the table."""
    page.goto(f"/in/krs/{goal}")
    page.get_by_role("main").get_by_role("link", name="複盤").click()
    page.get_by_label("叫什麼名字？").fill("交貨複盤")
    expect(page.get_by_label(GOAL)).to_be_checked()
    page.get_by_role("button", name="開始").click()
    expect(page.get_by_role("heading", name="交貨複盤")).to_be_visible()
    goes_on(page, "破冰", "上次的行動", "看數據", "收集", "分組")
    expect(page.locator(".card-said")).to_contain_text(SAID)
    goes_on(page, "投票", "討論")


def goes_on(page: Page, *steps: str) -> None:
    """Step by step, each by its button."""
    for step in steps:
        page.get_by_role("button", name=f"下一步：{step}").click()
        expect(page.locator("[aria-current=step]")).to_contain_text(step)


def leads_it_to_its_end(page: Page) -> None:
    """Notes, an action with an owner and a day, and the end; not before every topic has one."""
    page.get_by_label("筆記").fill(NOTE)
    page.get_by_role("button", name="存筆記").click()
    goes_on(page, "行動", "值不值得")
    page.get_by_role("button", name="結束這場複盤").click()
    expect(page.get_by_role("alert")).to_contain_text("每個議題都要有結果")
    page.get_by_role("button", name="回到：行動").click()
    page.get_by_role("button", name="回到：討論").click()
    page.get_by_label("要做什麼？").fill(ACTION)
    page.get_by_label("誰做？").select_option(label="黃志豪")
    page.get_by_label("哪一天以前？").fill(in_days(14).isoformat())
    page.get_by_role("button", name="就這樣定").click()
    expect(page.locator(".note", has_text=ACTION)).to_be_visible()
    goes_on(page, "行動", "值不值得")
    page.get_by_role("button", name="結束這場複盤").click()
    expect(page.get_by_role("heading", name="談出了什麼")).to_be_visible()
    expect(page.locator("main")).to_contain_text(NOTE)
    assert violations(page) == []


def takes_it_home(page: Page) -> None:
    """The whole session as a Markdown file."""
    page.get_by_text("帶走這場複盤").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    assert download.value.suggested_filename == f"retro-{in_days(0).isoformat()}.md"
    text = download.value.path().read_text(encoding="utf-8")
    lines = ("# 交貨複盤", f"> {BODY.replace(chr(10), ' ')}", NOTE)
    assert [line for line in lines if line not in text.splitlines()] == []
    assert f"- {GOAL} (" in text
    assert f"- {ACTION} · 黃志豪 · " in text


def reads_decision(page: Page) -> None:
    """What the receipt shows: the text, every step, and Bob's word."""
    expect(page.get_by_role("heading", name="主管決定了。")).to_be_visible()
    expect(page.locator('[data-part="body"]')).to_have_text(BODY)
    steps = page.locator('[data-part="timeline"] li')
    told = ("收到", "通過審核", "開始計時", "看過了", "黃志豪：夜間換模人力，2 人")
    expect(steps).to_have_count(len(told))
    for step, words in enumerate(told):
        expect(steps.nth(step)).to_contain_text(words)
    assert overflow(page) == 0
    assert violations(page) == []


def says(page: Page, goal: str) -> Slip:
    """Alice's phone collects by itself; she speaks, and no cookie of hers leaves /in."""
    sign_in(page, "alice")
    wait_for_tokens(page)
    assert kept(page) >= 10
    slip = speaks(page, goal)
    sees_receipt_once(page, slip)
    assert {cookie["path"] for cookie in page.context.cookies()} == {"/in"}
    return slip


def finds_nothing_yet(page: Page, slip: Slip) -> None:
    """Before its release a receipt is as good as none."""
    come_back(page, slip.words)
    expect(page.get_by_role("alert")).to_contain_text("這張回條下沒有東西，或還在等下一次公開")


def reads_decision_without_scripts(page: Page) -> None:
    """The same, drawn by the server."""
    expect(page.get_by_role("heading", name="主管決定了。")).to_be_visible()
    expect(page.locator('[data-part="timeline"]')).to_contain_text("夜間換模人力，2 人")


def test_a_blocker_is_said_decided_on_and_talked_about_and_its_author_reads_it(
    house, goal, window, watch
):
    watch.expect("status of 404")
    watch.expect("status of 422")
    slip = says(window(), goal)
    elsewhere, plain, bob = window(), window(java_script_enabled=False), window()
    finds_nothing_yet(elsewhere, slip)
    assert release(house).moved == 1
    approves(house, window())
    reads(window(), goal)
    decides(bob)
    opens_retrospective(bob, goal)
    leads_it_to_its_end(bob)
    takes_it_home(bob)
    for spelling in (slip.words, slip.letters):
        come_back(elsewhere, spelling)
        reads_decision(elsewhere)
        come_back(plain, spelling)
        reads_decision_without_scripts(plain)
