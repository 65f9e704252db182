"""What retrospectives agreed on and is still to be done: on a page of its own, the oldest first."""

import re
from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import transaction
from portal.retro import actions, opening

pytestmark = [pytest.mark.slow, pytest.mark.everywhere]


@pytest.fixture
def agree(goal, actors, cast):
    """Lets a retrospective of Bob agree on what is due so many days from today."""
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])

    def agreed(what, days=0, owner="alice"):
        due = clock.today() + timedelta(days=days)
        with transaction():
            return actions.add(session, getattr(cast, owner), what, due)

    return agreed


def test_the_longest_overdue_comes_first_and_what_is_settled_is_gone(agree, actors):
    agree("明天的", 1)
    agree("上週的", -7)
    done = agree("昨天的", -1)
    assert [one.what for one in actions.still_open()] == ["上週的", "昨天的", "明天的"]
    assert [one.what for one in actions.still_open(clock.today())] == ["上週的", "昨天的"]
    assert [one.what for one in actions.still_open(page=2, size=2)] == ["明天的"]
    assert (actions.count_open(), actions.count_open(clock.today())) == (3, 2)
    with transaction():
        actions.settle(actors["alice"], actions.find_action(done.id), "done", "")
    assert [one.what for one in actions.still_open(clock.today())] == ["上週的"]


def test_its_page_turns_and_says_who_by_when_and_since_when_over(sign_in, agree):
    for number in range(actions.PAGE):
        agree(f"第{number}件", 3)
    agree("早就該好的", -2, owner="bob")
    first = sign_in("charlie").get("/in/actions").text
    assert re.findall(r"早就該好的|第\d+件", first)[0] == "早就該好的"
    assert first.count("tag-late") == first.count("逾期 2 天") == 1
    assert "黃志豪" in first
    assert 'href="/in/actions?page=2"' in first
    second = sign_in("charlie").get("/in/actions?page=2").text
    assert second.count("周雅婷") == 1
    assert 'rel="next"' not in second


def test_only_who_may_settle_one_finds_the_way_to_it(sign_in, agree):
    way = f'href="/in/actions/{agree("急單每天十點排一次").id}"'
    pages = {name: sign_in(name).get("/in/actions").text for name in ("alice", "bob", "charlie")}
    assert {name for name, page in pages.items() if way in page} == {"alice", "bob"}


def test_the_list_of_retrospectives_leads_there_and_without_any_it_says_so(sign_in, cast):
    assert 'href="/in/actions"' in sign_in("charlie").get("/in/retros").text
    assert "行動都做完了，或還沒有定下行動" in sign_in("charlie").get("/in/actions").text
