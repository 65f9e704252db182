"""Bob asks, Alice answers by her receipt alone, and Bob reads it without learning who she is."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import overflow, violations
from tests.browser.house import gather
from tests.journeys.steps import before_bob, come_back, let_through, published

pytestmark = [pytest.mark.browser, pytest.mark.long]

BODY = "模具換到一半又換回去。"
QUESTION = "一週大約幾次？"
ANSWER = "九次到十二次，多半在週五。"


@pytest.fixture
def asked(house, goal, tokens, window):
    """Alice's receipt for a blocker about which Bob has asked, and Bob's window."""
    gather(house, "alice")
    _post, slip = published(house, goal, tokens[0], BODY)
    bob = before_bob(window)
    bob.get_by_role("link", name="問清楚").click()
    bob.get_by_label("你想知道什麼？").fill(QUESTION)
    bob.get_by_role("button", name="公開這個決定").click()
    expect(bob.get_by_role("status")).to_contain_text("決定已用你的名字公開")
    return slip, bob


@pytest.mark.parametrize("scripted", [True, pytest.param(False, marks=pytest.mark.long)])
def test_a_question_is_answered_by_the_receipt_alone(house, window, asked, scripted):
    slip, bob = asked
    page = window(java_script_enabled=scripted)
    come_back(page, slip.words)
    expect(page.get_by_role("heading", name="有人問你", exact=True)).to_be_visible()
    expect(page.locator('[data-part="question-text"]')).to_contain_text(QUESTION)
    if scripted:
        assert (overflow(page), violations(page)) == (0, [])
    page.get_by_label("你的回答").fill(f"  {ANSWER}\n")
    page.get_by_role("button", name="送出回答").click()
    expect(page.locator('[data-part="answer-sent"]')).to_be_visible()
    expect(page.get_by_label("你的回答")).to_be_hidden()
    assert page.context.cookies() == []
    let_through(house, later=1)
    bob.reload()
    told = bob.get_by_role("region", name="寫的人的回答")
    expect(told).to_contain_text(ANSWER)
    assert violations(bob) == []
    come_back(page, slip.letters)
    expect(page.locator('[data-part="timeline"]')).to_contain_text("你的回答已經轉給主管")
    expect(page.get_by_role("heading", name="有人問你", exact=True)).to_be_hidden()
