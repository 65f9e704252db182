"""Numbers of themes by goal: after a release alone, never of few, never of a group too small."""

import pytest
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.people.models import Account, Team
from portal.voice import counts, themed
from portal.voice.counts import Shown, Told
from portal.voice.models import CountView, Post
from tests.voice.company import leave, released
from tests.voice.test_counting import company, said
from tests.voice.test_small_groups import Seen, solved, teams_of_goals

__all__ = ["company"]


def themes_of(**wanted):
    """So many posts of a goal to each theme: theme to goal and number; by the order of ids."""
    left = {}
    for post in db.session.scalars(select(Post).order_by(Post.id)):
        left.setdefault(post.target, []).append(post.id)
    return {left[goal].pop(): theme for theme, (goal, n) in wanted.items() for _ in range(n)}


@pytest.mark.everywhere
def test_a_theme_is_told_of_as_a_number_or_as_few(backend, company):
    goal, other = company["沖壓課"], company["裝配課"]
    released([*said(company, "沖壓課", 12), *said(company, "裝配課", 3)], 1)
    released([], 2)
    themed.count_anew(themes_of(a=(goal, 7), b=(goal, 4), c=(other, 3)))
    assert counts.by_goal("theme") == {
        (goal, "a"): Shown(Told.NUMBER, 7),
        (goal, "b"): Shown(Told.FEW),
        (other, "c"): Shown(Told.FEW),
    }
    kept = db.session.scalars(select(CountView.count).where(CountView.by == "theme")).all()
    assert sorted(kept, key=str) == [7, None, None]


def test_nothing_is_counted_before_a_release(company):
    themed.count_anew({"x": "a"})
    assert counts.by_goal("theme") == {}


def test_what_is_counted_anew_replaces_what_was(company):
    goal = company["沖壓課"]
    released(said(company, "沖壓課", 6), 1)
    released([], 2)
    themed.count_anew(themes_of(a=(goal, 6)))
    themed.count_anew(themes_of(b=(goal, 6)))
    assert counts.by_goal("theme") == {(goal, "b"): Shown(Told.NUMBER, 6)}
    # Other numbers stay as they were.
    assert counts.read(goal).values[""] == Shown(Told.NUMBER, 6)


def test_what_was_taken_back_is_not_counted(company):
    goal = company["沖壓課"]
    released(said(company, "沖壓課", 6), 1)
    released([], 2)
    found = themes_of(a=(goal, 6))
    with transaction():
        db.session.get_one(Post, next(iter(found))).state = "rejected"
    themed.count_anew(found)
    assert counts.by_goal("theme") == {(goal, "a"): Shown(Told.NUMBER, 5)}


def test_of_a_team_with_too_few_to_show_texts_no_number_is_told(company):
    goal = company["品保課"]
    released(said(company, "品保課", 6), 1)
    for name in names("品保課")[:3]:
        leave(name)
    released([], 2)
    themed.count_anew(themes_of(a=(goal, 6)))
    assert counts.by_goal("theme") == {(goal, "a"): Shown(Told.WITHHELD)}


def told_of(company, tell):
    """What an attacker sees of themes when `tell` says which cells are told."""
    released([*said(company, "沖壓課", 12), *said(company, "品保課", 12)], 1)
    # Four are left of them: when they spoke, they were nine.
    for name in names("品保課")[:5]:
        leave(name)
    released([], 2)
    both = {f"{team}{n}": (company[team], 6) for team in ("沖壓課", "品保課") for n in (0, 1)}
    themed.count_anew(themes_of(**both))
    seen, homes = Seen(), teams_of_goals()
    seen.sizes = {(t or "", s or ""): n for (t, s), n in directory().spread().items()}
    above = {team: directory().above(team) for team in directory().teams()}
    for view in db.session.scalars(select(CountView).where(CountView.by == "theme")):
        cell = (view.scope, view.value)
        seen.people[cell] = frozenset(
            one for one in seen.sizes if homes[view.scope] in above[one[0]]
        )
        if tell(view):
            seen.sums[frozenset({cell})] = (6, 6)
    return seen


def names(team):
    query = select(Account.identifier).join(Team, Team.id == Account.team_id)
    return db.session.scalars(query.where(Team.name == team, Account.active)).all()


@pytest.mark.slow
def test_nobody_in_a_small_team_is_solved_for(company):
    seen = told_of(company, lambda view: view.shown != "withheld")
    assert solved(seen) == set()
    assert len(seen.sums) == 2


@pytest.mark.slow
def test_told_without_the_audit_the_small_team_is_solved_for(company):
    assert solved(told_of(company, lambda _view: True)) != set()
