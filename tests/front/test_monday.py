"""Monday: what is worst, stuck, promised and not updated; no more than stands elsewhere."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.answers import promises
from portal.answers import service as answers
from portal.core import clock
from portal.core.db import transaction
from portal.front import monday as monday_page
from portal.okr import readings
from portal.retro import actions, opening
from portal.voice.life import Move
from tests.answers.test_service import publish
from tests.making import lead, make_goal

pytestmark = pytest.mark.slow
SAID = "不是機器老，是排程一天改三次。"
ORDER = ("落後最多", "卡住了，而且最久沒人回答", "答應這週要好的", "這些沒有人更新")


@pytest.fixture
def late(time_machine, goal):
    """The goal, a day before its quarter ends: everything is behind."""
    time_machine.move_to(clock.now() + (goal.objective.cycle.ends - clock.today()), tick=False)
    return goal


@pytest.fixture
def monday(sign_in):
    """What the screen shows to whom asks; each page of it."""

    def look(name="alice", query=""):
        page = sign_in(name).get(f"/in/monday{query}").text
        return re.split(r'<section class="slide', page)[1:]

    return look


def promise(actors, post, day):
    with transaction():
        details = {"owner": actors["alice"].id, "by": day.isoformat()}
        answers.decide(actors["bob"], answers.find_blocker(post.id), "assign", details)


def test_its_pages_stand_in_this_order(monday, late):
    heads = [re.search(r"<h2>(.*?)</h2>", one)[1] for one in monday()]
    places = [next(n for n, head in enumerate(heads) if head.startswith(one)) for one in ORDER]
    assert places == sorted(places)
    assert heads[-1] == "這個會開多久"


def test_without_anything_each_page_says_what_will_stand_there(monday, cast):
    pages = monday()
    assert len(pages) == 6
    assert sum('class="empty"' in one for one in pages) == 5
    # Whoever leads teams is named with or without goals, as on the leaders' own page.
    assert "沒有自己的目標" in pages[4]


def test_the_three_furthest_behind_come_first(monday, late, actors):
    others = [make_goal("bob", f"第 {number} 個") for number in range(3)]
    with transaction():
        for one, value in zip((late, *others), (94, 80, 85, 90), strict=True):
            readings.check_in(actors["bob"], one, Decimal(value), 6, f"說明{value}")
    first = [re.search(r"第 \d 個</a>|準時送到</a>", one) for one in monday()[:4]]
    assert [found and found[0] for found in first] == [
        "第 0 個</a>",
        "第 1 個</a>",
        "第 2 個</a>",
        None,
    ]
    assert "說明80" in monday()[0]
    assert "問黃志豪" in monday()[0]


def test_what_blocks_it_hangs_there_as_on_the_board_and_not_in_the_writers_words(
    monday, late, say, crowd, actors
):
    publish(say, crowd[0], late.id, actors)
    pages = monday()
    assert SAID[:6] not in "".join(pages)
    for one in (pages[0], pages[1]):
        assert "有關排程（客人訂的貨，準時送到）" in one


def test_a_promise_stands_there_in_its_week_until_it_is_kept(monday, goal, say, crowd, actors):
    post = publish(say, crowd[0], goal.id, actors)
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    promise(actors, post, sunday + timedelta(days=1))
    assert promises.due(sunday) == []
    promise(actors, post, sunday)
    assert [one.day for one in promises.due(sunday)] == [sunday]
    assert "指派" in monday()[-4]
    with transaction():
        answers.report(actors["bob"], answers.find_blocker(post.id), Move.CLAIM, "換好了")
    assert promises.due(sunday) == []


@pytest.mark.everywhere
def test_only_the_last_day_that_was_promised_counts(goal, say, crowd, actors):
    post = publish(say, crowd[0], goal.id, actors)
    for days in (2, 5):
        promise(actors, post, clock.today() + timedelta(days=days))
    found = promises.due(clock.today() + timedelta(days=30))
    assert [one.day for one in found] == [clock.today() + timedelta(days=5)]
    assert promises.due(clock.today() + timedelta(days=4)) == []


def test_what_is_overdue_says_by_how_much(monday, goal, say, crowd, actors, time_machine):
    post = publish(say, crowd[0], goal.id, actors)
    promise(actors, post, clock.today())
    time_machine.move_to(clock.now() + timedelta(days=3), tick=False)
    assert "逾期 3 天" in monday()[-4]


@pytest.fixture
def agree(goal, actors, cast):
    """Lets a retrospective of Bob agree with Alice on what is due so many days from Sunday."""
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        lead(actors["bob"], session, "actions")
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())

    def agreed(what, days=0):
        with transaction():
            return actions.add(session, cast.alice, what, sunday + timedelta(days=days))

    return agreed


def of_retrospectives(pages):
    """The page of what retrospectives agreed on; nothing where none is due."""
    return next((one for one in pages if "<h2>複盤約定的" in one), "")


def test_what_a_retrospective_agreed_on_stands_there_in_its_week_until_it_is_done(
    monday, agree, actors
):
    agree("下週的", 1)
    assert of_retrospectives(monday()) == ""
    action = agree("急單每天十點排一次").id
    page = of_retrospectives(monday())
    assert "急單每天十點排一次" in page
    assert "周雅婷</p>" in page
    assert "tag-late" not in page
    with transaction():
        actions.settle(actors["alice"], actions.find_action(action), "done", "")
    assert of_retrospectives(monday()) == ""


def test_of_actions_the_longest_overdue_come_first_and_a_way_leads_to_the_others(
    monday, agree, time_machine
):
    for number in range(monday_page.AGREED):
        agree(f"第{number}件", -number)
    with transaction():
        actions.find_action(agree("最久的", -9).id).carried = 2
    time_machine.move_to(clock.now() + timedelta(days=7), tick=False)
    page = of_retrospectives(monday())
    assert re.findall(r"最久的|第\d件", page) == ["最久的", "第4件", "第3件", "第2件", "第1件"]
    assert "周雅婷，延過 2 次" in page
    assert 'href="/in/actions">還有 1 個</a>' in page


def test_actions_are_read_there_by_who_reads_them_in_their_retrospective(monday, agree, sign_in):
    session = agree("急單每天十點排一次").session_id
    for name in ("alice", "bob", "charlie", "mona", "ada"):
        there = "急單每天十點排一次" in sign_in(name).get(f"/in/retros/{session}").text
        assert ("急單每天十點排一次" in of_retrospectives(monday(name))) == there


def test_what_nobody_updated_is_listed_the_longest_first(monday, late, actors):
    fresh = make_goal("bob", "剛更新的")
    with transaction():
        readings.check_in(actors["bob"], fresh, Decimal(94), 6, "")
    listed = monday()[-3]
    assert late.plain in listed
    assert fresh.plain not in listed


@pytest.mark.parametrize(
    ("query", "on"), [("", 1), ("?page=2", 2), ("?page=999", 6), ("?page=x", 1)]
)
def test_one_page_is_shown_and_without_a_script_the_next_follows(sign_in, cast, query, on):
    page = sign_in("alice").get(f"/in/monday{query}").text
    shown = [one.startswith(" is-on") for one in page.split('<section class="slide')[1:]]
    assert shown.index(True) + 1 == on
    assert shown.count(True) == 1
    assert f'content="30; url=/in/monday?page={on % 6 + 1}"' in page


def test_what_was_silent_for_longer_comes_first(monday, goal, actors, time_machine):
    later, earlier = make_goal("bob", "一號"), make_goal("bob", "二號")
    begun = clock.now() + (goal.objective.cycle.starts - clock.today())
    for days, one in ((10, earlier), (12, later)):
        time_machine.move_to(begun + timedelta(days=days), tick=False)
        with transaction():
            readings.check_in(actors["bob"], one, Decimal(95), 6, "")
    time_machine.move_to(begun + timedelta(days=30), tick=False)
    listed = monday()[-3]
    places = [listed.index(plain) for plain in (goal.plain, "二號", "一號")]
    assert places == sorted(places)
