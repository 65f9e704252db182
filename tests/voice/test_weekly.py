"""Blockers of a week by goal: after a release alone, a number of enough, few else."""

import pytest
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.voice import weekly
from portal.voice.counts import Shown, Told
from portal.voice.models import CountView, Post
from tests.voice.company import item, leave, released
from tests.voice.test_counting import company, said
from tests.voice.test_themed import names

__all__ = ["company"]


@pytest.mark.everywhere
def test_a_week_is_told_as_a_number_or_as_few(backend, company):
    goal, other = company["沖壓課"], company["裝配課"]
    remark = item(goal, None, None, None) | {"kind": "comment"}
    released([*said(company, "沖壓課", 6), *said(company, "裝配課", 3), remark], 2)
    released(said(company, "沖壓課", 4), 9)
    released([], 10)
    weekly.count_anew()
    assert weekly.volumes([goal, other]) == {
        (goal, "2026-W45"): Shown(Told.NUMBER, 6),
        (goal, "2026-W46"): Shown(Told.FEW),
        (other, "2026-W45"): Shown(Told.FEW),
    }


def test_nothing_is_told_before_a_release_and_what_was_taken_back_is_not_counted(company):
    goal = company["沖壓課"]
    weekly.count_anew()
    assert weekly.volumes([goal]) == {}
    released(said(company, "沖壓課", 7), 2)
    released([], 3)
    with transaction():
        db.session.scalars(select(Post)).first().state = "rejected"
    assert weekly.volumes([goal]) == {}
    weekly.count_anew()
    assert weekly.volumes([goal]) == {(goal, "2026-W45"): Shown(Told.NUMBER, 6)}


def test_what_was_told_of_weeks_long_ago_stays(company):
    goal = company["沖壓課"]
    released(said(company, "沖壓課", 6), 2)
    released([], 3)
    weekly.count_anew()
    with transaction() as session:
        rows = session.scalars(select(CountView).where(CountView.by.in_(("week", "posted"))))
        for row in rows:
            row.value = "2025-W45"
    weekly.count_anew()
    assert set(weekly.volumes([goal])) == {(goal, "2025-W45"), (goal, "2026-W45")}


def test_all_that_is_said_of_goals_in_a_week_is_told_of_enough(company):
    released([*said(company, "沖壓課", 3), *said(company, "裝配課", 3)], 2)
    released(said(company, "沖壓課", 4), 9)
    released([], 10)
    weekly.count_anew()
    assert weekly.posted("2026-W45") == Shown(Told.NUMBER, 6)
    assert weekly.posted("2026-W46") == Shown(Told.FEW)
    assert weekly.posted("2026-W47") is None


def test_what_a_small_team_said_counts_among_all_as_it_is_listed_under_the_larger_goal(company):
    released([*said(company, "沖壓課", 7), *said(company, "品保課", 6)], 2)
    for name in names("品保課")[:7]:
        leave(name)
    released([], 3)
    weekly.count_anew()
    goals = [company["沖壓課"], company["品保課"]]
    assert weekly.volumes(goals) == {
        (goals[0], "2026-W45"): Shown(Told.NUMBER, 7),
        (goals[1], "2026-W45"): Shown(Told.WITHHELD),
    }
    assert weekly.posted("2026-W45") == Shown(Told.NUMBER, 13)


def test_of_a_team_with_too_few_to_show_texts_no_number_is_told(company):
    goal = company["品保課"]
    released(said(company, "品保課", 6), 2)
    for name in names("品保課")[:3]:
        leave(name)
    released([], 3)
    weekly.count_anew()
    assert weekly.volumes([goal]) == {(goal, "2026-W45"): Shown(Told.WITHHELD)}
