"""Where tokens lie: in a browser of one's own, spent one by one, and gone from a shared one."""

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import (
    EMPTY,
    OWN,
    SHARED,
    kept,
    release,
    send,
    sign_in,
    slip_of,
    wait_for_tokens,
    write,
)

pytestmark = pytest.mark.browser


def sign_out(page):
    """Sign out by the button on the account page."""
    page.goto("/in/account")
    page.get_by_role("button", name="登出這支裝置").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    expect(page.get_by_role("heading", name="卡住了")).to_be_visible()


def asked_by(page):
    """Return the addresses that a page will ask for, as a list that grows."""
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    return asked


def test_two_windows_with_one_wallet_spend_two_tokens(house, goal, alice):
    before = kept(alice)
    spent = []
    alice.context.on("request", lambda one: one.method == "POST" and spent.append(one.post_data))
    windows = [alice, alice.context.new_page()]
    for number, page in enumerate(windows):
        page.bring_to_front()
        write(page, goal, f"第 {number} 扇窗說的話")
    for page in windows:
        page.bring_to_front()
        send(page)
    slips = {slip_of(page) for page in windows}
    tokens = {post.partition('"msg":"')[2][:86] for post in spent}
    assert (len(slips), len(spent), len(tokens)) == (2, 2, 2)
    assert kept(alice) == before - 2
    assert release(house).moved == 2


def test_a_shared_device_gets_no_tokens(goal, window):
    page = window()
    asked = asked_by(page)
    sign_in(page, "alice", SHARED)
    page.wait_for_load_state("networkidle")
    page.goto(f"/say/kr/{goal}")
    expect(page.get_by_role("heading", name="這支裝置還沒有投遞券。")).to_be_visible()
    assert kept(page) == 0
    assert [url for url in asked if "/say/key" in url or url.endswith("/in/tokens")] == []


def test_signing_out_empties_the_wallet_of_a_shared_device_alone(alice):
    sign_in(alice, "alice", OWN)
    sign_out(alice)
    assert kept(alice) == 10
    sign_in(alice, "bob", SHARED)
    sign_out(alice)
    assert (kept(alice), kept(alice, "notes")) == (0, 0)


def held(page, address):
    """Let what this page asks for at an address lie on the way, as a list that grows."""
    routes = []

    def hold(route):
        routes.append(route)

    page.route(address, hold)
    return routes


@pytest.mark.long
def test_nothing_is_collected_in_the_name_of_who_is_leaving(goal, window):
    page = window()
    asked = asked_by(page)
    scripts, goodbyes = held(page, "**/wallet-worker*"), held(page, "**/in/sign-out")
    sign_in(page, "alice", OWN)
    with page.expect_request("**/wallet-worker*"):
        page.goto("/in/account")
    with page.expect_request("**/in/sign-out"):
        page.get_by_role("button", name="登出這支裝置").click(no_wait_after=True)
    # Her device is ready to ask after she signed out, and before the server has heard of it.
    scripts[-1].continue_()
    page.wait_for_timeout(1000)
    goodbyes[0].continue_()
    expect(page.get_by_role("heading", name="卡住了")).to_be_visible()
    assert [url for url in asked if url.endswith("/in/tokens")] == []


@pytest.mark.long
@pytest.mark.long
def test_an_empty_wallet_is_filled_again_on_the_account_page_alone(goal, window):
    page = window()
    sign_in(page, "alice", OWN)
    wait_for_tokens(page)
    page.goto("/in/account")
    again = page.get_by_role("button", name="在這裡再領一次")
    expect(page.locator("[data-token-count]")).to_contain_text("張沒用")
    expect(again).to_be_hidden()
    page.evaluate(EMPTY)
    page.goto("/in/")
    page.wait_for_load_state("networkidle")
    assert kept(page) == 0
    page.goto("/in/account")
    expect(again).to_contain_text("（第 2 次，共 3 次）")
    again.click()
    expect(page.locator("[data-token-count]")).to_contain_text("還有 10 張沒用")
    expect(again).to_be_hidden()


@pytest.mark.long
def test_a_device_collects_once_for_a_key(goal, window):
    page = window()
    asked = asked_by(page)
    for _time in range(2):
        sign_in(page, "alice", OWN)
        wait_for_tokens(page)
    quotas = [key["quota"] for key in page.request.get("/say/keys.json").json()["keys"]]
    assert len([url for url in asked if url.endswith("/in/tokens")]) == len(quotas) >= 2
    # The other note is the log that was seen.
    assert kept(page, "notes") - 1 == len(quotas)
    assert kept(page) == sum(quotas)
