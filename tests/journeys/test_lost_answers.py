"""When sending goes wrong: what was written stays, and it arrives once."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import kept, release, send, slip_of, write
from tests.making import padded

pytestmark = [pytest.mark.browser, pytest.mark.long]

BODY = "排程一天改三次，換模換到一半又換回去。"
POSTS = "**/say/posts*"


def waits(page):
    """See that it waits, out of sight and sealed."""
    expect(page.get_by_role("heading", name="還沒送出。")).to_be_visible()
    expect(page.get_by_text(BODY)).to_be_hidden()
    assert kept(page, "flight") == 1


def try_now(page):
    """Send it again at once and see that it arrived."""
    page.get_by_role("button", name="現在再送一次").click()
    slip_of(page)
    assert kept(page, "flight") == 0


@pytest.fixture
def spend_first(house):
    """Somebody with the same token is faster, and says something else."""

    def handle(route):
        body = json.loads(route.request.post_data)
        del body["pad"]
        body["item"]["body"] = "別的話"
        stranger = house.app.test_client(use_cookies=False)
        raw = padded(body)
        assert (
            stranger.post("/say/posts", data=raw, content_type="application/json").status_code
            == 202
        )
        route.continue_()

    return handle


def test_a_token_that_was_spent_elsewhere_leaves_the_text_and_takes_another(
    house, goal, alice, watch, spend_first
):
    watch.expect("status of 409")
    before = kept(alice)
    alice.route(POSTS, spend_first, times=1)
    write(alice, goal, BODY)
    send(alice)
    expect(alice.get_by_role("alert")).to_contain_text(
        "這張投遞券用過了，話沒有送出。你寫的還在這裡。"
    )
    expect(alice.get_by_label("發生了什麼？")).to_have_value(BODY)
    assert kept(alice) == before - 1
    send(alice)
    slip_of(alice)
    assert release(house).moved == 2


def test_a_server_that_is_not_ready_leaves_the_text_here(house, goal, alice, watch):
    watch.expect("status of 503")
    alice.route(POSTS, lambda route: route.fulfill(status=503, json={"v": 1}))
    write(alice, goal, BODY)
    send(alice)
    waits(alice)
    alice.reload()
    waits(alice)
    alice.get_by_role("button", name="不送了").click()
    expect(alice.get_by_label("發生了什麼？")).to_have_value(BODY)
    assert kept(alice, "flight") == 0
    assert release(house).moved == 0


def test_without_a_network_it_waits_and_is_sent_later(house, goal, alice, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED")
    write(alice, goal, BODY)
    alice.context.set_offline(True)
    send(alice)
    waits(alice)
    alice.context.set_offline(False)
    try_now(alice)
    assert release(house).moved == 1


def test_an_answer_that_is_lost_does_not_make_two_posts(house, goal, alice, watch):
    watch.expect("ERR_FAILED")

    def lose(route):
        assert route.fetch().status == 202
        route.abort()

    alice.route(POSTS, lose, times=1)
    write(alice, goal, BODY)
    send(alice)
    waits(alice)
    try_now(alice)
    assert release(house).moved == 1
