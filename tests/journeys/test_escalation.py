"""Nobody answers: a blocker climbs, is handed over, declined, handed over again, and is overdue.

It is Monday noon. Whoever is asked has half a working day, since everything stands still.
"""

import pytest
from playwright.sync_api import Page, expect

from portal.core.db import transaction
from portal.okr import service as okr
from tests.browser.axe import overflow, violations
from tests.browser.house import House
from tests.journeys.steps import (
    SHARED,
    Slip,
    approve,
    come_back,
    hire,
    release,
    send,
    sign_in,
    slip_of,
    write,
)
from tests.making import make_goal

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wall")]

BODY = "三號機的備料架沒人管，整條線停著等。"
MANAGERS = (
    "boss,林佩君,,公司,,總公司,manager,candor-demo",
    "over,鄭淑惠,,製造處,公司,二廠,manager,candor-demo",
    "shop,陳美玲,,門市營運,公司,台中店,manager,candor-demo",
    "tech,吳俊傑,,資訊部,公司,總公司,manager,candor-demo",
)
SHOP = "門市的訂單，當天回覆"
# All that its author reads of it, in the order in which it happened.
WAY = [
    "收到",
    "通過審核：照原文，一字不改，放在目標的頁面上。",
    "開始計時：黃志豪：11 月 17 日（二）中午以前要決定。",
    "看過了：黃志豪：看過了。",
    "往上報：鄭淑惠：11 月 19 日（四）中午以前要決定。",
    "看過了：鄭淑惠：看過了。",
    "往上報：陳美玲：11 月 23 日（一）中午以前要決定。",
    "看過了：陳美玲：看過了。",
    "轉出：陳美玲：改由吳俊傑決定。",
    "看過了：吳俊傑：看過了。",
    "退回來：陳美玲：11 月 23 日（一）中午以前要決定。",
    "看過了：陳美玲：看過了。",
    "轉出：陳美玲：第二次轉出，所以往上報給林佩君。",
    "往上報：林佩君：11 月 23 日（一）中午以前要決定。",
]


def align(house: House, goal: str) -> str:
    """Bob's objective stands under Shu-hui's, who asks for hers to hang under Mei-ling's."""
    hire(house, *MANAGERS)
    with house.app.app_context():
        over = make_goal("over", "整個製造處，準時交貨", "製造處").objective_id
        make_goal("shop", SHOP, "門市營運")
        with transaction():
            okr.find_key_result(goal).objective.parent_id = over
    return over


def mounts(over: Page, shop: Page, objective: str) -> None:
    """One asks on the page of her objective, the other finds it at home and lets it hang."""
    sign_in(over, "over", SHARED)
    over.goto(f"/in/objectives/{objective}")
    over.get_by_label("要掛在哪個目標底下？").select_option(label=f"交貨準時率 {SHOP}")
    over.get_by_role("button", name="請對方讓它掛上去").click()
    expect(over.get_by_role("status")).to_contain_text("對方的負責人同意，就會掛上去")
    sign_in(shop, "shop", SHARED)
    shop.locator(".todo", has_text="請求掛到你的目標底下").get_by_role("link").click()
    shop.get_by_role("button", name="同意掛上來").click()
    expect(shop.get_by_role("status")).to_contain_text("你的回答用你的名字寫在這裡")


def says(house: House, alice: Page, goal: str, mona: Page) -> Slip:
    """Alice says it, it is released, and Mona lets it stand."""
    write(alice, goal, BODY)
    send(alice)
    slip = slip_of(alice)
    release(house)
    sign_in(mona, "mona", SHARED)
    approve(house, mona)
    return slip


def finds(page: Page, left: str) -> None:
    """It lies in the inbox of whoever has this window, with what is left of the time."""
    page.goto("/in/inbox")
    item = page.locator("a.item", has_text=BODY)
    expect(item.locator(".tag")).to_have_text(left)
    item.click()


def may_still_decide(page: Page, word: str) -> None:
    """It went up, and whoever let its time pass sees with whom it is now."""
    finds(page, "還剩 8 工時")
    expect(page.locator("main")).to_contain_text(word)
    expect(page.get_by_role("link", name="加資源")).to_be_visible()


def has_nothing(page: Page) -> None:
    """It is not this manager's to decide now."""
    page.goto("/in/inbox")
    expect(page.get_by_role("heading", name="現在沒有事等你決定")).to_be_visible()


def hands_over(page: Page, receiver: str) -> None:
    """Somebody else is to decide, says whoever has this window."""
    page.get_by_role("link", name="轉出").click()
    page.get_by_label("改由誰決定？").select_option(label=receiver)
    page.get_by_role("button", name="公開這個決定").click()
    expect(page.get_by_role("status")).to_contain_text("決定已用你的名字公開")


def declines(page: Page) -> None:
    """It was offered, and is refused: that is a word of its own, no decision."""
    finds(page, "還剩 8 工時")
    expect(page.get_by_text("這件事轉給了你。你不接，它就會退回去。")).to_be_visible()
    page.get_by_role("button", name="不歸我").click()
    has_nothing(page)


def steps(page: Page, slip: Slip) -> list[str]:
    """What the author reads by receipt, step by step, without the days."""
    come_back(page, slip.letters)
    expect(page.locator('[data-part="timeline"] li').first).to_be_visible()
    return page.locator('[data-part="timeline"] li').evaluate_all(
        """items => items.map((item) =>
          [...item.querySelectorAll("[data-part=label], [data-part=text]")]
            .map((part) => part.textContent.trim()).filter(Boolean).join("："))"""
    )


def everybody_reads(page: Page, goal: str, age: str) -> None:
    """Charlie, who has nothing to do with it, sees how long it is overdue, and with whom."""
    sign_in(page, "charlie", SHARED)
    for address in ("/in/blockers", f"/in/krs/{goal}", "/in/board"):
        page.goto(address)
        expect(page.locator("main .tag-late").first).to_have_text(age)
        expect(page.locator("main")).to_contain_text("林佩君")
        assert overflow(page) == 0


@pytest.mark.long
def test_what_nobody_answers_climbs_until_everybody_sees_it(
    house: House, goal, alice, window, wall
):
    objective = align(house, goal)
    over, shop, tech, mona, bob = (window() for _one in range(5))
    mounts(over, shop, objective)
    slip = says(house, alice, goal, mona)

    wall.strike(house, 1, 11)
    sign_in(bob, "bob", SHARED)
    finds(bob, "還剩 1 工時")
    wall.strike(house, 2)
    may_still_decide(bob, "鄭淑惠：11 月 19 日（四）中午以前要決定。")
    finds(over, "還剩 8 工時")
    wall.strike(house, 4)
    finds(shop, "還剩 8 工時")

    hands_over(shop, "吳俊傑")
    sign_in(tech, "tech", SHARED)
    declines(tech)
    finds(shop, "還剩 8 工時")
    hands_over(shop, "鄭淑惠")
    has_nothing(shop)

    wall.strike(house, 10)
    assert steps(alice, slip) == WAY
    assert (overflow(alice), violations(alice)) == (0, [])
    everybody_reads(window(), goal, "逾期 3 天")
