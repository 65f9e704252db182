"""The page of the tree, moving by a form, and the shares of an objective."""

import pytest

from portal.tree import service
from tests.front.reading import refused
from tests.making import make_goal


@pytest.fixture
def shop(cast):
    return make_goal("charlie", "電話不響三聲", "門市營運").objective


def test_the_tree_shows_every_objective_and_to_whom_may_how_to_move_it(sign_in, goal, shop):
    page = sign_in("bob").get("/in/tree?lang=en").text
    assert goal.objective.title in page
    assert shop.title in page
    assert f'data-movable="{goal.objective_id}"' in page
    assert 'data-movable=""' in sign_in("alice").get("/in/tree").text


def test_it_can_be_asked_for_what_does_not_fit(sign_in, goal, shop):
    browser = sign_in("alice")
    found = browser.get("/in/tree?lang=en&fault=drift").text
    assert "Nothing of this kind." in found
    assert shop.title not in found
    assert shop.title in browser.get("/in/tree?fault=x").text


def test_it_is_compressed_and_holds_no_token(sign_in, goal):
    browser = sign_in("bob")
    answer = browser.get("/in/tree?cycle=&x=echoed", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    page = browser.get("/in/tree?x=echoed").text
    assert "csrf" not in page
    assert "echoed" not in page


def test_an_objective_is_moved_by_choosing_a_goal(sign_in, goal, shop):
    bob, address = sign_in("bob"), f"/in/objectives/{goal.objective_id}/move"
    assert shop.title in bob.get(f"{address}?q=門市").text
    assert "checked" in bob.get(f"{address}?under={shop.id}").text
    refused(bob.post(address, data={}))
    assert bob.post(address, data={"place": shop.id}).location.endswith("saved=asked")
    assert bob.post(address, data={"place": "top"}).location.endswith("saved=moved")
    assert sign_in("charlie").get(address).status_code == 403


def test_a_share_is_asked_for_and_agreed(sign_in, goal, shop):
    bob, address = sign_in("bob"), f"/in/objectives/{goal.objective_id}/shares"
    refused(bob.post(address, data={"team": shop.team_id, "percent": "x", "what": ""}))
    form = {"team": shop.team_id, "percent": "30", "what": "兩小時內包裝好"}
    assert bob.post(address, data=form).status_code == 302
    (share,) = service.of_objective(goal.objective_id)
    page = bob.get(f"/in/objectives/{goal.objective_id}").text
    assert "兩小時內包裝好" in page
    # Charlie is no manager, and Bob is none of that department.
    for name in ("charlie", "bob"):
        assert sign_in(name).post(f"/in/shares/{share.id}/accept").status_code == 403
    assert sign_in("charlie").post(f"/in/shares/{share.id}/end").status_code == 403
    assert bob.post(f"/in/shares/{share.id}/end").status_code == 302


def test_an_objective_says_what_it_is_for_and_where_it_stands(sign_in, goal, shop):
    bob = sign_in("bob")
    own = make_goal("bob", "換模四十分鐘", "沖壓課").objective
    bob.post(f"/in/objectives/{own.id}/move", data={"place": goal.objective_id})
    page = bob.get(f"/in/objectives/{own.id}?lang=en").text
    assert "You are here: one of 3 objectives" in page
    assert page.index(goal.objective.title) < page.index("<h1")
