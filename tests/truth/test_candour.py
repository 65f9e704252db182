"""What people think of goals beside what owners say: of weeks that are over, of enough people."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.okr.models import CheckIn
from portal.voice import candour, polls
from portal.voice.polls import Answer
from portal.voice.weekly import week_of
from tests.making import make_goal

pytestmark = pytest.mark.everywhere


def monday(weeks_ago=1):
    today = clock.today()
    return today - timedelta(days=today.weekday() + 7 * weeks_ago)


def people_say(goal, value, weeks_ago=1, number=5):
    about = polls.about(goal.id, week_of(monday(weeks_ago)))
    with transaction():
        polls.tell([Answer(bytes([n]) * 32, "k", about, value) for n in range(number)])


def owner_says(goal, confidence, day, value=80, corrects=None):
    with transaction() as session:
        number = 1 + session.query(CheckIn).count()
        said = CheckIn(
            key_result_id=goal.id,
            account_id=goal.owner_id,
            number=number,
            day=day,
            value=Decimal(value),
            confidence=confidence,
            note="",
            corrects_id=corrects,
        )
        session.add(said)
        session.flush()
        return said.id


def page_of(browser, address):
    return unescape(browser.get(address).text)


def test_people_and_owner_stand_beside_each_other_and_far_apart_it_says_so(goal, sign_in):
    people_say(goal, 3)
    owner_says(goal, 9, monday() + timedelta(days=2), value=86)
    page = page_of(sign_in("alice"), f"/in/krs/{goal.id}")
    assert "大家：3／10" in page
    assert "負責人：9／10" in page
    assert "看法不同" in page
    assert "5+ 人回答" in page


def test_near_each_other_nothing_is_flagged_and_three_of_ten_is_near(goal, sign_in):
    people_say(goal, 6)
    owner_says(goal, 9, monday())
    [gap] = candour.gaps_of(goal)
    assert (gap.size, gap.is_wide) == (Decimal("0.3"), False)
    assert "看法不同" not in page_of(sign_in("alice"), f"/in/krs/{goal.id}")


def test_this_week_and_fewer_than_five_are_told_to_nobody(goal, sign_in):
    people_say(goal, 1, weeks_ago=0)
    people_say(goal, 1, number=4)
    for name in ("alice", "bob", "ada", "mona"):
        page = page_of(sign_in(name), f"/in/krs/{goal.id}")
        assert "過完的那一週，回答的不到 5 個人。" in page
        assert "大家：" not in page + page_of(sign_in(name), "/in/candour")


def test_figures_end_at_two_and_at_eight(goal, sign_in):
    people_say(goal, 0)
    people_say(goal, 10, weeks_ago=2)
    page = page_of(sign_in("alice"), f"/in/krs/{goal.id}")
    assert "大家：2 以下／10" in page
    assert "8 以上" in page


def test_of_the_owner_the_last_word_of_that_week_counts(goal):
    people_say(goal, 5)
    owner_says(goal, 2, monday() - timedelta(days=1))
    assert candour.gaps_of(goal)[0].owner is None
    owner_says(goal, 4, monday())
    owner_says(goal, 8, monday() + timedelta(days=6), value=95)
    owner_says(goal, 1, monday() + timedelta(days=7), value=78)
    [gap] = candour.gaps_of(goal)
    assert (gap.owner, gap.score) == (8, Decimal("1.0"))


def test_what_is_corrected_once_the_others_are_known_mends_nothing(goal):
    people_say(goal, 3)
    said = owner_says(goal, 9, monday() + timedelta(days=1))
    owner_says(goal, 7, monday() + timedelta(days=3), corrects=said)
    assert candour.gaps_of(goal)[0].owner == 7
    owner_says(goal, 3, monday() + timedelta(days=8), corrects=said)
    assert candour.gaps_of(goal)[0].owner == 7


def test_the_list_begins_with_those_farthest_apart_and_names_nobody(goal, sign_in):
    near, alone = make_goal("charlie", "出貨當天到"), make_goal("charlie", "退貨少一半")
    for one, value in ((goal, 3), (near, 7), (alone, 4)):
        people_say(one, value)
    owner_says(goal, 9, monday())
    owner_says(near, 8, monday())
    found = candour.of_cycle(goal.objective.cycle)
    assert [one.key_result_id for one in found] == [goal.id, near.id, alone.id]
    listed = page_of(sign_in("alice"), "/in/candour")
    main = listed.partition("<main")[2]
    assert main.index(goal.plain) < main.index(near.plain) < main.index(alone.plain)
    assert not any(name in main for name in ("黃志豪", "陳建宏"))
    radar = page_of(sign_in("alice"), "/in/radar").partition("<main")[2]
    assert goal.plain in radar
    assert near.plain not in radar


def test_the_list_pages(goal, sign_in, monkeypatch):
    monkeypatch.setattr("portal.truth.page.SIZE", 1)
    other = make_goal("charlie", "出貨當天到")
    for one, value in ((goal, 3), (other, 7)):
        people_say(one, value)
        owner_says(one, 8, monday())
    first, second = (page_of(sign_in("alice"), f"/in/candour?page={n}") for n in (1, 2))
    assert (goal.plain in first, other.plain in first) == (True, False)
    assert (goal.plain in second, other.plain in second) == (False, True)


def test_before_there_is_a_cycle_and_before_anybody_answered_the_list_says_what_comes(
    cast, sign_in
):
    assert "過完的那一週" in page_of(sign_in("alice"), "/in/candour")
    make_goal("bob")
    assert "過完的那一週" in page_of(sign_in("alice"), "/in/candour")
    assert db.session.query(polls.PollView).all() == []


@pytest.mark.parametrize(("day", "last"), [("2026-11-29", "W47"), ("2026-11-30", "W48")])
def test_a_cycle_is_asked_about_from_its_first_week_on(app, day, last):
    with clock.as_on(date.fromisoformat(day)):
        found = candour.weeks(date(2026, 10, 1), date(2026, 12, 31))
    assert (found[0], found[-1]) == ("2026-W40", f"2026-{last}")
