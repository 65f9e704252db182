"""A reader of /in goes out of it to say the same, to report, and to say whether it is solved."""

import pytest
from playwright.sync_api import expect

from portal.answers import service as answers
from portal.core.db import db, transaction
from portal.voice.life import Move
from portal.voice.models import Post
from tests.browser.axe import overflow, violations
from tests.journeys import steps
from tests.journeys.device import kept as everything
from tests.journeys.steps import SHARED, come_back, release, say, sign_in
from tests.journeys.test_me_too import SAID, owner, people, published
from tests.supporting import presented, support_tokens

__all__ = ["owner", "people", "published"]
pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def address(goal, published):
    """Where the link of that post leads."""
    return f"/say/support#{goal}.{published}"


@pytest.fixture
def claimed(house, published):
    """Bob has decided and says that it is solved."""
    claim(house, published)


def claim(house, published):
    with house.app.app_context(), transaction():
        bob = house.actor("bob")
        answers.decide(bob, answers.find_blocker(published), "priority", {"yields": "x"})
        answers.report(bob, answers.find_blocker(published), Move.CLAIM, "排程一天一次")


def told(house, published, name):
    with house.app.app_context():
        return getattr(db.session.get_one(Post, published), name)


def test_me_too_leads_out_of_the_signed_in_zone_and_is_counted_there(
    house, goal, owner, people, published, address
):
    for token in people[1:]:
        say(house, "/say/supports", presented(token, post=published))
    sign_in(owner, "alice", SHARED)
    owner.goto(f"/in/krs/{goal}")
    sent = []
    owner.on("request", lambda request: sent.append((request.url, request.headers)))
    owner.get_by_role("link", name="我也是").click()
    expect(owner.get_by_role("heading", name="你也是嗎？")).to_be_visible()
    assert owner.evaluate("location.hash") == ""
    assert (overflow(owner), violations(owner)) == (0, [])
    owner.get_by_role("button", name="我也是").click()
    expect(owner.locator('[data-part="same-done"]')).to_be_focused()
    outside = [headers for url, headers in sent if "/say" in url]
    assert {(one.get("cookie"), one.get("referer") or None) for one in outside} == {(None, None)}
    assert published not in str(everything(owner)) + "".join(url for url, _headers in sent)
    owner.goto(f"/in/krs/{goal}")
    expect(owner.get_by_text("5+ 人也這樣說")).to_have_count(0)
    release(house, later=1)
    owner.reload()
    expect(owner.get_by_text("5+ 人也這樣說")).to_be_visible()
    owner.goto(f"/in/blockers/{published}")
    expect(owner.get_by_text("5+ 人也這樣說")).to_be_visible()


def test_a_reader_reports_words_by_their_page(house, owner, published, address):
    owner.goto(f"{address}.report")
    owner.locator("label.choice", has_text="罵人").click()
    assert (overflow(owner), violations(owner)) == (0, [])
    owner.get_by_role("button", name="送出檢舉").click()
    expect(owner.locator('[data-part="report-done"]')).to_be_focused()
    release(house, later=1)
    assert told(house, published, "reported") == {"insult": "<5"}


def test_who_said_the_same_says_that_it_is_not_solved(
    house, owner, people, published, claimed, address
):
    for token in people:
        say(house, "/say/supports", presented(token, post=published))
    owner.goto(address)
    expect(owner.get_by_role("heading", name="解決了嗎？")).to_be_visible()
    assert (overflow(owner), violations(owner)) == (0, [])
    owner.get_by_role("button", name="沒有解決").click()
    expect(owner.locator('[data-part="verdict-done"]')).to_be_focused()
    release(house, later=1)
    assert told(house, published, "progress") == "reopened"
    sign_in(owner, "alice", SHARED)
    owner.goto(f"/in/blockers/{published}")
    expect(owner.get_by_text("說「我也是」的人說沒解決").first).to_be_visible()


def test_a_page_that_is_loaded_again_has_forgotten_the_words(owner, address):
    owner.goto(address)
    expect(owner.get_by_role("heading", name="你也是嗎？")).to_be_visible()
    owner.reload()
    expect(owner.get_by_role("heading", name="這段話不在這裡。")).to_be_visible()


def test_a_device_without_a_token_is_told_how_one_comes(window, goal, published, address):
    page = window()
    page.goto(address)
    expect(page.get_by_role("heading", name="這台裝置上還沒有可用的券。")).to_be_visible()
    assert (overflow(page), violations(page)) == (0, [])


def test_the_writer_reads_what_the_others_said_and_may_say_otherwise(house, goal, alice, tokens):
    post, slip = steps.published(house, goal, tokens[0], SAID)
    claim(house, post)
    with house.app.app_context():
        others = support_tokens(5)
    for token in others:
        say(house, "/say/supports", presented(token, post=post))
        say(house, "/say/verdicts", presented(token, post=post, verdict="solved"))
    release(house, later=1)
    come_back(alice, slip.letters)
    expect(alice.get_by_role("heading", name="說「我也是」的人說解決了。是嗎？")).to_be_visible()
    expect(alice.get_by_text("5+ 人也這樣說")).to_be_visible()
    assert (overflow(alice), violations(alice)) == (0, [])
    alice.get_by_role("button", name="沒有解決", exact=True).click()
    expect(alice.locator('[data-part="judged"]')).to_be_visible()
    release(house, later=2)
    assert told(house, post, "progress") == "reopened"
