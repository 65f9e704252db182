"""Bob says that it is solved; Alice says by her receipt whether it is, and everybody reads it."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import overflow, violations
from tests.browser.house import gather
from tests.journeys.steps import before_bob, come_back, in_days, published, release

pytestmark = [pytest.mark.browser, pytest.mark.long]

BODY = "備料架離機台太遠，一天走六公里。"
BEGUN = "新的備料架週三到。"
DONE = "備料架搬到機台旁邊了。"


@pytest.fixture
def claimed(house, goal, tokens, window):
    """Alice's receipt for a blocker of which Bob says that it is solved, and his window."""
    gather(house, "alice")
    _post, slip = published(house, goal, tokens[0], BODY)
    bob = before_bob(window)
    bob.get_by_role("link", name="加資源").click()
    bob.get_by_label("加什麼？").fill("備料架")
    bob.get_by_label("多少？", exact=True).fill("兩座")
    bob.get_by_label("哪一天以前？").fill(in_days(9).isoformat())
    bob.get_by_role("button", name="公開這個決定").click()
    for words, button in ((BEGUN, "開始做了"), (DONE, "解決了")):
        bob.get_by_label("做了什麼？").fill(words)
        bob.get_by_role("button", name=button).click()
        expect(bob.get_by_role("status")).to_contain_text("已用你的名字寫在這裡")
    assert (overflow(bob), violations(bob)) == (0, [])
    return slip, bob


@pytest.mark.parametrize(
    ("scripted", "button", "told", "step"),
    [
        (True, "沒有解決", "寫的人說沒解決", "你說：沒有解決"),
        pytest.param(False, "解決了", "寫的人說解決了", "你說：解決了", marks=pytest.mark.long),
    ],
)
def test_the_writer_alone_says_whether_it_is_solved(
    house, window, claimed, scripted, button, told, step
):
    slip, bob = claimed
    page = window(java_script_enabled=scripted)
    come_back(page, slip.words)
    expect(page.get_by_role("heading", name="解決了嗎？")).to_be_visible()
    expect(page.locator('[data-part="timeline"]')).to_contain_text(DONE)
    if scripted:
        assert (overflow(page), violations(page)) == (0, [])
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator('[data-part="judged"]')).to_be_visible()
    expect(page.get_by_role("button", name=button, exact=True)).to_be_hidden()
    assert page.context.cookies() == []
    bob.reload()
    expect(bob.get_by_text(told)).to_have_count(0)
    release(house, later=1)
    bob.reload()
    expect(bob.get_by_text(told).first).to_be_visible()
    come_back(page, slip.letters)
    expect(page.locator('[data-part="timeline"]')).to_contain_text(step)
    expect(page.get_by_role("heading", name="解決了嗎？")).to_be_hidden()
