"""What the radar tells of posts: nothing that is not listed, of few, or between releases.

A company of 120; of its teams one has six people, under the threshold of eight for texts. Whatever
is said about the goal of that team, the radar's page must be the same, byte by byte; of the others
it may tell of silence what everybody can count in the lists of the last release.
"""

import random
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.answers import replied
from portal.answers.models import Decision, Reply
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.okr import service as okr
from portal.people.models import Account
from portal.truth import gathering, page
from portal.voice import standing
from portal.voice.models import Post
from portal.voice.silence import silent
from portal.voice.standing import Judgement
from tests.voice.company import TEAMS, aim, hire, item, released, speak

pytestmark = [pytest.mark.everywhere, pytest.mark.slow]
SMALL = "採購課"


@pytest.fixture
def company(choose, app):
    """The people, and their teams' goals by team."""
    choose(k=(5, 8))
    people = hire(random.Random(3))  # noqa: S311 - a made company
    return people, aim("p000")


def about(goals, *teams):
    """What is said: a blocker about the goal of each of these teams."""
    return [item(goals[team], None, "schedule", 2) for team in teams]


def told():
    """By team what may be told of silence about its goal."""
    goals = okr.open_key_results()
    names = {one.id: one.plain for one in goals}
    return {names[id_]: quiet for id_, quiet in silent(goals).items()}


def drawn():
    """The radar's page of the running quarter, as figures and sentences."""
    return page.of_cycle(okr.current_cycle())


def test_before_the_first_release_nothing_is_told(company):
    assert told() == {}


def test_a_team_of_few_is_never_told_of_whatever_is_said(company):
    _people, goals = company
    released(about(goals, "沖壓課"), 1)
    released([], 2)
    before, shown = told(), drawn()
    assert SMALL not in before
    released(about(goals, SMALL), 3)
    released([], 4)
    assert told() == before
    assert drawn() == shown


def test_of_the_others_it_is_what_the_lists_of_the_last_release_show(company):
    people, goals = company
    chance = random.Random(5)  # noqa: S311 - a made company
    sites = {name: id_ for id_, name in directory().sites().items()}
    for day in range(1, 5):
        released(speak(chance.choices(people, k=3), goals, sites, chance), day)
        listed = {one.target for one in db.session.scalars(select(Post)) if counted(one, day)}
        large = {team: goals[team] for team in goals if TEAMS.get(team, 99) >= 8}
        assert told() == {team: goal not in listed for team, goal in large.items()}


def counted(post, day):
    """Whether it was approved before the release of this day, which then counted it."""
    return post.batch < db.session.scalar(select(func.max(Post.batch)))


def test_nothing_moves_between_releases(company):
    _people, goals = company
    released(about(goals, "沖壓課"), 1)
    released([], 2)
    shown = drawn()
    # Waiting, approved and taken back: it is all the same until the next release.
    with transaction():
        for post in db.session.scalars(select(Post)):
            standing.judge(post, Judgement.WITHDRAW, "other")
    assert drawn() == shown


def test_the_figure_of_silence_has_no_more_goals_than_those_of_enough_people(company):
    _people, goals = company
    released(about(goals, "沖壓課", SMALL), 1)
    released([], 2)
    [quiet] = {
        one.silent
        for one in gathering.quarter(okr.current_cycle()).results
        if one.id == goals[SMALL]
    }
    assert quiet is None


def answer(number, *, decided, day=None, kind="decline"):
    """So many blockers with a reply, of which some are decided too."""
    day = day or clock.today() - timedelta(days=10)
    someone = db.session.scalars(select(Account)).first().id
    posts = list(db.session.scalars(select(Post)))[:number]
    with transaction() as session:
        for place, post in enumerate(posts):
            row = {"post_id": post.id, "account_id": someone, "day": day}
            session.add(Reply(number=1, body="我看看。", **row))
            if place < decided:
                session.add(Decision(number=1, kind=kind, details={}, **row))


@pytest.fixture
def spoken(company):
    """Twenty blockers about one goal."""
    _people, goals = company
    released(about(goals, *["沖壓課"] * 20), 1)
    released([], 2)
    return goals


def undecided():
    quarter = gathering.quarter(okr.current_cycle())
    return (quarter.replied, quarter.undecided)


def test_replies_without_decisions_are_told_of_the_whole_organisation_roughly(spoken):
    answer(13, decided=2)
    assert undecided() == (13, 11)
    [sign] = [one for one in drawn().company if one.told[0].signal.code == "undecided"]
    sentence = sign.told[0].sentence
    # Neither how many they are nor how many have no decision can be read from it.
    assert re.findall(r"\d+\+?", sentence) == ["10+", "10", "8"]
    codes = {one.told[0].signal.code for one in (*drawn().departments, *drawn().objectives)}
    assert "undecided" not in codes
    line = next(one for one in drawn().lines if one.title == sign.title)
    assert line.figure == "80%"


def test_of_fewer_than_ten_answered_nothing_is_told_and_of_fewer_than_k_nothing_is_gathered(spoken):
    answer(9, decided=0)
    assert [one for one in drawn().company if one.told[0].signal.code == "undecided"] == []
    line = next(one for one in drawn().lines if "決定" in one.title)
    assert line.figure == ""


def test_under_k_no_number_leaves_the_answers(spoken):
    answer(4, decided=0)
    assert undecided() == (0, 0)


def test_a_reply_of_this_week_may_still_get_its_decision(spoken):
    answer(12, decided=0, day=clock.today() - timedelta(days=6))
    assert undecided() == (0, 0)


@pytest.mark.parametrize("kind", ["ask", "transfer"])
def test_a_question_or_a_hand_over_is_no_decision(spoken, kind):
    answer(12, decided=12, kind=kind)
    assert undecided() == (12, 12)


def test_what_authors_and_moderators_do_moves_nothing_of_it(spoken):
    answer(13, decided=2)
    before = undecided()
    released(about(spoken, *["沖壓課"] * 3), 3)
    with transaction():
        for post in db.session.scalars(select(Post).where(Post.state == "published")):
            standing.judge(post, Judgement.WITHDRAW, "other")
    assert undecided() == before


def test_words_of_work_are_no_replies(spoken):
    answer(12, decided=0)
    with transaction():
        for one in db.session.scalars(select(Reply)):
            one.move = "start"
    assert replied.replied(date(2000, 1, 1), clock.today()) == (0, 0)
