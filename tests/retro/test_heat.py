"""Themes by goals on a page: told by releases alone, in buckets, by quarter."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import jobs
from portal.core import clock
from portal.core.db import transaction
from portal.retro import heat, leading, opening, service
from portal.retro.models import Phase, Topic
from portal.voice.models import CountView
from tests.answers.test_service import publish_all

pytestmark = pytest.mark.slow


@pytest.fixture
def held(say, crowd, goal, actors):
    """Two sessions of one chain: a blocker that comes back, and another cause."""
    publish_all(say, crowd[:1], goal.id, actors, {"cause": "schedule", "body": "排程一天改三次"})
    first = hold(actors, goal, "第一場")
    said = [{"cause": "schedule", "body": "排程又改了"}, {"cause": "machine", "body": "機台太老"}]
    publish_all(say, crowd[1:3], goal.id, actors, *said)
    return first, hold(actors, goal, "第二場")


def hold(actors, goal, title):
    with transaction():
        session = opening.open_session(actors["bob"], title, [goal.id])
    leading.go_to(actors["bob"], session, Phase.CLOSED, early=True)
    return service.find_session(session.id)


def release():
    jobs.release_at(clock.now() + timedelta(hours=2))


def cells(page):
    """The table as words: theme to the words of its fields."""
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {
        text(title): [text(cell) for cell in re.findall(r"<td.*?</td>", fields, re.DOTALL)]
        for title, fields in rows
    }


def text(html):
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_without_anything_the_page_says_what_comes(sign_in):
    page = sign_in("alice").get("/in/retros/themes").text
    assert "下一次放行" in page
    assert "<table" not in page


@pytest.mark.everywhere
def test_what_was_talked_about_stands_there_after_the_next_release(held, sign_in, goal):
    reads = sign_in("alice").get
    assert "機台" not in reads("/in/retros/themes").text
    release()
    page = reads("/in/retros/themes").text
    assert page.count('<td class="qx">') == 2
    assert goal.plain in page
    # In tests one is enough to be a number, and a page rounds it all the same.
    assert cells(page) == {"排程": ["&lt;5"], "機台": ["&lt;5"]}


def test_a_theme_of_two_sessions_is_one_row(held):
    release()
    found = heat.of_cycle(None)
    assert [theme.title for theme, _fields in found.rows] == ["排程", "機台"]
    first, second = held
    [topic] = service.topics_of(first)
    assert topic.id in {theme.id for theme, _fields in found.rows}
    assert {theme.session_id for theme, _fields in found.rows} == {second.id}


@pytest.mark.parametrize(
    ("shown", "count", "words"),
    [
        ("number", 5, "5+"),
        ("number", 12, "10+"),
        ("number", 49, "20+"),
        ("number", 50, "50+"),
        ("few", None, "&lt;5"),
        ("withheld", None, "–不公開"),
    ],
)
def test_numbers_are_told_in_buckets(held, sign_in, shown, count, words):
    release()
    with transaction() as session:
        theme = update(CountView).where(CountView.by == "theme")
        session.execute(theme.values(shown=shown, count=count))
    page = sign_in("alice").get("/in/retros/themes").text
    assert set(map(tuple, cells(page).values())) == {(words,)}
    assert not re.search(r">\s*(12|49|4|3|2)\s*<", page.partition("<tbody")[2])


def test_a_session_that_runs_is_not_counted(say, crowd, goal, actors, sign_in):
    publish_all(say, crowd[:1], goal.id, actors, {"cause": "schedule", "body": "排程一天改三次"})
    with transaction():
        opening.open_session(actors["bob"], "還在開", [goal.id])
    release()
    assert "<table" not in sign_in("alice").get("/in/retros/themes").text


def test_another_quarter_is_another_page(held, sign_in, goal):
    release()
    cycle = goal.objective.cycle_id
    reads = sign_in("alice").get
    assert goal.plain in reads(f"/in/retros/themes?cycle={cycle}").text
    assert reads("/in/retros/themes?cycle=nonsense&page=99").status_code == 200
    assert "/in/retros/themes" in reads("/in/retros").text


def test_a_theme_that_was_taken_apart_is_called_by_all_that_it_is(held):
    _first, second = held
    with transaction() as session:
        topics = {topic.title: topic for topic in service.topics_of(second)}
        session.get_one(Topic, topics["機台"].id).before_id = topics["排程"].before_id
    release()
    [(theme, fields)] = heat.of_cycle(None).rows
    assert set(theme.titles) == {"排程", "機台"}
    assert theme.title in {"排程和機台", "機台和排程"}
    assert [field.words for field in fields] == ["<5"]
